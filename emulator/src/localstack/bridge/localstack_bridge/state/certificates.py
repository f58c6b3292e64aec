"""Teaches the pickler the objects of the cryptography package that ACM keeps, by their PEM forms."""

import sys

from localstack.state import pickle


def register_certificates():
    # Not imported: without the module there is no certificate, and importing it takes a second.
    if "moto.acm.models" not in sys.modules:
        return
    from cryptography.hazmat.bindings._rust import openssl, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    @pickle.register(x509.Certificate)
    def _certificate(pickler, certificate):
        pickler.save_reduce(_restore_certificate, (certificate.public_bytes(Encoding.PEM),), obj=certificate)

    def _private_key(pickler, key):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pickler.save_reduce(_restore_private_key, (pem,), obj=key)

    for key_type in (openssl.ec.ECPrivateKey, openssl.rsa.RSAPrivateKey):
        pickle.register(key_type)(_private_key)


def _restore_certificate(pem):
    from cryptography.x509 import load_pem_x509_certificate

    return load_pem_x509_certificate(pem)


def _restore_private_key(pem):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem, password=None)

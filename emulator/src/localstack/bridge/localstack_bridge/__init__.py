"""What LocalStack needs to be a part of the emulator, loaded by its own plugin mechanism.

- `network`: listens on one loopback address only
- `cloudformation`: resource types that the emulator serves; failures that roll back; policies that are kept
- `state`: everything that LocalStack holds survives a restart
"""

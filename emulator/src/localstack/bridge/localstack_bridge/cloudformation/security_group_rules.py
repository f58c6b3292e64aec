"""AWS::EC2::SecurityGroupIngress and Egress, which LocalStack lacks, through its own EC2."""

from botocore.exceptions import ClientError
from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
)

from .schema import load_schema


class SecurityGroupRule(ResourceProvider[dict]):
    SCHEMA: dict
    TYPE: str
    AUTHORIZE: str
    REVOKE: str
    PEER: str
    """Prefix of the properties that name the other side."""

    def create(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        model = request.desired_state
        try:
            authorize = getattr(request.aws_client_factory.ec2, self.AUTHORIZE)
            rules = authorize(GroupId=model["GroupId"], IpPermissions=[self._permission(model)])["SecurityGroupRules"]
        except (ClientError, KeyError) as error:
            return ProgressEvent(OperationStatus.FAILED, resource_model={}, message=_reason(error))
        return ProgressEvent(OperationStatus.SUCCESS, resource_model={**model, "Id": rules[0]["SecurityGroupRuleId"]})

    def update(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        """Only the description can change without a replacement."""
        model = {**request.desired_state, "Id": request.previous_state["Id"]}
        name = f"update_security_group_rule_descriptions_{self.AUTHORIZE.rsplit('_', 1)[1]}"
        try:
            change = getattr(request.aws_client_factory.ec2, name)
            change(GroupId=model["GroupId"], IpPermissions=[self._permission(model)])
        except (ClientError, KeyError) as error:
            return ProgressEvent(OperationStatus.FAILED, resource_model=request.previous_state, message=_reason(error))
        return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)

    def delete(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        model = request.previous_state or {}
        if "Id" not in model:
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})  # it was never created
        try:
            revoke = getattr(request.aws_client_factory.ec2, self.REVOKE)
            revoke(GroupId=model["GroupId"], SecurityGroupRuleIds=[model["Id"]])
        except ClientError as error:
            if not error.response["Error"]["Code"].endswith("NotFound"):
                return ProgressEvent(OperationStatus.FAILED, resource_model=model, message=_reason(error))
        return ProgressEvent(OperationStatus.SUCCESS, resource_model={})

    def _permission(self, model: dict) -> dict:
        permission = {"IpProtocol": str(model["IpProtocol"])}
        for port in ("FromPort", "ToPort"):
            if port in model:
                permission[port] = int(model[port])
        note = {"Description": model["Description"]} if "Description" in model else {}
        if "CidrIp" in model:
            permission["IpRanges"] = [{"CidrIp": model["CidrIp"], **note}]
        if "CidrIpv6" in model:
            permission["Ipv6Ranges"] = [{"CidrIpv6": model["CidrIpv6"], **note}]
        if group := model.get(f"{self.PEER}SecurityGroupId"):
            permission["UserIdGroupPairs"] = [{"GroupId": group, **note}]
        if prefixes := model.get(f"{self.PEER}PrefixListId"):
            permission["PrefixListIds"] = [{"PrefixListId": prefixes, **note}]
        return permission


class SecurityGroupIngress(SecurityGroupRule):
    TYPE = "AWS::EC2::SecurityGroupIngress"
    AUTHORIZE = "authorize_security_group_ingress"
    REVOKE = "revoke_security_group_ingress"
    PEER = "Source"


class SecurityGroupEgress(SecurityGroupRule):
    TYPE = "AWS::EC2::SecurityGroupEgress"
    AUTHORIZE = "authorize_security_group_egress"
    REVOKE = "revoke_security_group_egress"
    PEER = "Destination"


_BY_NAME = {rule.TYPE: rule for rule in (SecurityGroupIngress, SecurityGroupEgress)}


def provider_of(type_name: str) -> SecurityGroupRule | None:
    rule = _BY_NAME.get(type_name)
    if rule is not None:
        rule.SCHEMA = load_schema(type_name)
    return rule and rule()


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"Property {error} is required"
    return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"

/** A resource of the type that tests stand in for. */
export const group = (name: string, description = "d", more: object = {}): object => ({
  Type: "AWS::RDS::DBSubnetGroup",
  Properties: { DBSubnetGroupName: name, DBSubnetGroupDescription: description, SubnetIds: ["subnet-1"] },
  ...more,
});

/** A resource of LocalStack's own. */
export const parameter = (value: unknown): object => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Type: "String", Value: value },
});

"""CloudFormation: resource types that the emulator serves, and AWS's behaviour where LocalStack's engine lacks it."""

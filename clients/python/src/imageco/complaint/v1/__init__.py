"""The generated code of the contract, as it comes from protoc."""

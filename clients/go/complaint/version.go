package complaint

// Version of this module, and of the contract that it speaks.
const Version = "1.0.0"

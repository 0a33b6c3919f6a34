namespace AuditOps.Processors.Notify.Sending;

/// <summary>A target leads to an address that must not be connected to.</summary>
internal sealed class AddressRefusedException(string message) : Exception(message);

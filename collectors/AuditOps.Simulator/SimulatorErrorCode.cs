namespace AuditOps.Simulator;

/// <summary>Why the simulator could not start or do what it was asked.</summary>
public enum SimulatorErrorCode
{
    /// <summary>One or more options are out of range; the message lists all of them.</summary>
    InvalidOptions,

    /// <summary>The address is in use or may not be bound.</summary>
    CannotListen,

    /// <summary>The TLS certificate cannot be read or has no private key.</summary>
    InvalidCertificate,
}

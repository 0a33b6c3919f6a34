namespace AuditOps.Simulator;

/// <summary>The simulator's only exception type.</summary>
public sealed class SimulatorException(SimulatorErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public SimulatorErrorCode Code { get; } = code;
}

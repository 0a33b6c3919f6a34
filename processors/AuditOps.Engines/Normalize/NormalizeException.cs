namespace AuditOps.Engines.Normalize;

/// <summary>The payload cannot be read at all; the only error <see cref="EventNormalizer.Normalize"/> raises. Odd values inside a readable record never raise it.</summary>
public sealed class NormalizeException(NormalizeErrorCode code, string message, Exception? inner = null) : EnginesException(message, inner)
{
    public NormalizeErrorCode Code { get; } = code;
}

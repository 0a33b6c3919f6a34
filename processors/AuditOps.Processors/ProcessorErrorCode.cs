namespace AuditOps.Processors;

/// <summary>Why the processing role could not start or go on.</summary>
public enum ProcessorErrorCode
{
    /// <summary>The options contradict themselves; the message names every fault.</summary>
    OptionsInvalid,

    /// <summary>A changelog or snapshot holds bytes that this program did not write.</summary>
    StateCorrupt,
}

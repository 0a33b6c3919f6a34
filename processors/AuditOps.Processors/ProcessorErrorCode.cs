namespace AuditOps.Processors;

/// <summary>Why the processing role could not start.</summary>
public enum ProcessorErrorCode
{
    /// <summary>The options contradict themselves; the message names every fault.</summary>
    OptionsInvalid,
}

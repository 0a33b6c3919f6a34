namespace AuditOps.Processors;

/// <summary>Base of the errors of this project.</summary>
public class ProcessorException(ProcessorErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ProcessorErrorCode Code { get; } = code;
}

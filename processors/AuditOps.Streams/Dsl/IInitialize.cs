namespace AuditOps.Streams;

/// <summary>Implemented by a processor that needs more than records: called once, before the task's first record and before its stores are restored.</summary>
public interface IInitialize
{
    void Init(IProcessorInit init);
}

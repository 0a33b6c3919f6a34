namespace AuditOps.Collectors.Import.Reading;

/// <summary>Walks one input and hands out every byte of it exactly once: as a record, as a rejected stretch, or as white space and punctuation between records.</summary>
internal interface IRecordReader : IDisposable
{
    bool TryRead(out InputItem item);

    /// <summary>What a person should know of the input as a whole, for example that it ended inside an array.</summary>
    string? Remark { get; }
}

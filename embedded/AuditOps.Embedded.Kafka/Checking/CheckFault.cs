namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>One thing that is wrong.</summary>
/// <param name="Where">Topic and partition, or file.</param>
/// <param name="What">A sentence with the offset and the values that differ.</param>
public sealed record CheckFault(FaultKind Kind, string Where, string What)
{
    public override string ToString() => $"{Kind}: {Where}: {What}";
}

namespace AuditOps.Schemas.Avro;

/// <summary>
/// The writer's schema has not reached this process yet. Writers publish a schema before they use it, so the reader waits and tries again;
/// the record is not at fault and must not become a dead letter.
/// </summary>
public sealed class UnknownSchemaException(ulong fingerprint)
    : AvroException(AvroErrorCode.UnknownSchema, $"No schema with fingerprint {fingerprint:x16} is known yet.")
{
    public ulong Fingerprint { get; } = fingerprint;
}

using System.Diagnostics.CodeAnalysis;
using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro;

/// <summary>Where a reader finds the schema a record was written with.</summary>
public interface ISchemaSource
{
    bool TryGet(ulong fingerprint, [NotNullWhen(true)] out AvroSchema? schema);
}

namespace AuditOps.Schemas.Avro;

/// <summary>Avro bytes or an Avro schema that cannot be used, with the reason as <see cref="Code"/>.</summary>
public class AvroException(AvroErrorCode code, string message, Exception? inner = null) : SchemasException(message, inner)
{
    public AvroErrorCode Code { get; } = code;
}

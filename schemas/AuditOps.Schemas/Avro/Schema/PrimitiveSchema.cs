namespace AuditOps.Schemas.Avro.Schema;

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
internal sealed class PrimitiveSchema(AvroType type) : AvroSchema(type)
{
    public static string NameOf(AvroType type) => type switch
    {
        AvroType.Null => "null",
        AvroType.Boolean => "boolean",
        AvroType.Int => "int",
        AvroType.Long => "long",
        AvroType.Float => "float",
        AvroType.Double => "double",
        AvroType.Bytes => "bytes",
        AvroType.String => "string",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a primitive type"),
    };

    public static PrimitiveSchema? TryCreate(string name) => name switch
    {
        "null" => new(AvroType.Null),
        "boolean" => new(AvroType.Boolean),
        "int" => new(AvroType.Int),
        "long" => new(AvroType.Long),
        "float" => new(AvroType.Float),
        "double" => new(AvroType.Double),
        "bytes" => new(AvroType.Bytes),
        "string" => new(AvroType.String),
        _ => null,
    };
}

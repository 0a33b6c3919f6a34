namespace AuditOps.Schemas.Avro.Schema;

/// <summary>The types of the Avro specification.</summary>
public enum AvroType
{
    Null = 0,
    Boolean = 1,
    Int = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Bytes = 6,
    String = 7,
    Record = 8,
    Enum = 9,
    Array = 10,
    Map = 11,
    Union = 12,
    Fixed = 13,
}

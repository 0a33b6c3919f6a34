namespace AuditOps.Schemas.Avro;

/// <summary>What is wrong with Avro bytes or an Avro schema.</summary>
public enum AvroErrorCode
{
    Unspecified = 0,

    /// <summary>The input ends inside a value, or a length points behind its end.</summary>
    Truncated = 1,

    /// <summary>A variable-length integer has more than ten bytes, or does not fit the type.</summary>
    IntegerOverflow = 2,

    /// <summary>A string, bytes or block length below zero.</summary>
    NegativeLength = 3,

    /// <summary>A block announces more items than the rest of the input can hold, or too many items without bytes.</summary>
    CountTooLarge = 4,

    /// <summary>A union index outside the union.</summary>
    UnionIndex = 5,

    /// <summary>An enum index outside the enum.</summary>
    EnumIndex = 6,

    /// <summary>The writer's enum symbol is not known to the reader, whose enum has no default.</summary>
    EnumSymbol = 7,

    /// <summary>A boolean byte other than 0 and 1.</summary>
    Boolean = 8,

    /// <summary>A string that is not UTF-8.</summary>
    Utf8 = 9,

    /// <summary>Values nested deeper than the limit.</summary>
    TooDeep = 10,

    /// <summary>Resolution would make much more of the bytes than was sent.</summary>
    BlowUp = 11,

    /// <summary>A value outside the range of the type it stands for (a time, a fixed length, an enum member without a symbol).</summary>
    ValueOutOfRange = 12,

    /// <summary>Bytes are left after the value.</summary>
    TrailingBytes = 13,

    /// <summary>The marker of single-object encoding (C3 01) is missing.</summary>
    NotSingleObject = 14,

    /// <summary>No schema is known for the fingerprint; a transient condition, see <see cref="UnknownSchemaException"/>.</summary>
    UnknownSchema = 15,

    /// <summary>The schema itself is not valid.</summary>
    InvalidSchema = 16,

    /// <summary>The writer's schema cannot be resolved to the reader's.</summary>
    Incompatible = 17,
}

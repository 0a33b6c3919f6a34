using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Json;

/// <summary>
/// Shows a message of any schema as JSON, for people: unions as the bare value, enums as their symbol, timestamp-millis as ISO text, bytes as text where they are
/// printable UTF-8, else as {"base64": …}. It is not Avro's own JSON encoding and is not read back.
/// </summary>
public static class AvroJson
{
    private static readonly ItemSizes Sizes = new();
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the value of a message in single-object encoding.</summary>
    /// <returns>The name of the record's schema.</returns>
    /// <exception cref="UnknownSchemaException">The writer's schema is not known.</exception>
    /// <exception cref="AvroException">The bytes are malformed.</exception>
    public static string Write(ReadOnlyMemory<byte> message, ISchemaSource schemas, Utf8JsonWriter json)
    {
        var fingerprint = SingleObject.ReadFingerprint(message.Span);
        if (!schemas.TryGet(fingerprint, out var schema)) throw new UnknownSchemaException(fingerprint);
        var reader = new AvroReader(message[SingleObject.HeaderLength..]);
        Value(schema, ref reader, json);
        reader.EnsureEnd();
        return schema is NamedSchema named ? named.Name : schema.Type.ToString();
    }

    /// <summary>Bytes as text where they are printable UTF-8, else as an object with their base64.</summary>
    public static void WriteBytes(ReadOnlySpan<byte> bytes, Utf8JsonWriter json)
    {
        if (Text(bytes) is { } text)
        {
            json.WriteStringValue(text);
            return;
        }

        json.WriteStartObject();
        json.WriteBase64String("base64", bytes);
        json.WriteEndObject();
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            if (value < 0x20 && value is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) return null;
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static void Value(AvroSchema schema, ref AvroReader reader, Utf8JsonWriter json)
    {
        switch (schema)
        {
            case RecordSchema record:
                reader.Enter();
                json.WriteStartObject();
                foreach (var field in record.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Value(field.Schema, ref reader, json);
                }

                json.WriteEndObject();
                reader.Leave();
                break;
            case EnumSchema choice:
                json.WriteStringValue(choice.Symbols[reader.ReadEnumIndex(choice.Symbols.Length)]);
                break;
            case FixedSchema bytes:
                WriteBytes(reader.ReadRaw(bytes.Size), json);
                break;
            case ArraySchema array:
                Items(array.Items, keys: false, ref reader, json);
                break;
            case MapSchema map:
                Items(map.Values, keys: true, ref reader, json);
                break;
            case UnionSchema union:
                reader.Enter();
                Value(union.Branches[reader.ReadUnionIndex(union.Branches.Length)], ref reader, json);
                reader.Leave();
                break;
            default:
                Primitive(schema, ref reader, json);
                break;
        }
    }

    private static void Items(AvroSchema items, bool keys, ref AvroReader reader, Utf8JsonWriter json)
    {
        reader.Enter();
        if (keys) json.WriteStartObject();
        else json.WriteStartArray();
        var least = Sizes.Min(items) + (keys ? 1 : 0);
        for (var count = reader.ReadBlock(least); count > 0; count = reader.ReadBlock(least))
        {
            for (; count > 0; count--)
            {
                if (keys) json.WritePropertyName(reader.ReadString());
                Value(items, ref reader, json);
            }
        }

        if (keys) json.WriteEndObject();
        else json.WriteEndArray();
        reader.Leave();
    }

    private static void Primitive(AvroSchema schema, ref AvroReader reader, Utf8JsonWriter json)
    {
        switch (schema.Type)
        {
            case AvroType.Null:
                json.WriteNullValue();
                break;
            case AvroType.Boolean:
                json.WriteBooleanValue(reader.ReadBoolean());
                break;
            case AvroType.Int:
                json.WriteNumberValue(reader.ReadInt());
                break;
            case AvroType.Long:
                if (schema.LogicalType == "timestamp-millis") json.WriteStringValue(reader.ReadTimestampMillis());
                else json.WriteNumberValue(reader.ReadLong());
                break;
            case AvroType.Float:
                Number(reader.ReadFloat(), json);
                break;
            case AvroType.Double:
                Number(reader.ReadDouble(), json);
                break;
            case AvroType.Bytes:
                WriteBytes(reader.ReadBytes().Span, json);
                break;
            default:
                json.WriteStringValue(reader.ReadString());
                break;
        }
    }

    /// <summary>JSON has no NaN and no infinities: they become text.</summary>
    private static void Number(double value, Utf8JsonWriter json)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}

using System.Buffers;
using System.Text.Json;

namespace AuditOps.Schemas.Avro.Schema;

/// <summary>Turns a field's default from JSON into Avro's encoding. Bytes and fixed are strings of the code points 0 to 255; a union's default is of its first branch.</summary>
internal static class DefaultValue
{
    // Records that contain each other twice would double their defaults with every level.
    private const int MaxBytes = 64 << 10;

    public static byte[] Encode(RecordField field, JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        Write(field.Schema, value, field.Name, ref writer, 0);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(AvroSchema schema, JsonElement value, string field, ref AvroWriter writer, int depth)
    {
        if (depth > AvroReader.MaxDepth || writer.Written > MaxBytes)
            throw SchemaParser.Invalid($"the default of field '{field}' is nested too deep or too long");
        switch (schema)
        {
            case UnionSchema union:
                writer.WriteInt(0);
                Write(union.Branches[0], value, field, ref writer, depth + 1);
                break;
            case RecordSchema record when value.ValueKind == JsonValueKind.Object:
                foreach (var inner in record.Fields)
                {
                    if (value.TryGetProperty(inner.Name, out var given))
                        Write(inner.Schema, given, inner.Name, ref writer, depth + 1);
                    else
                        writer.WriteRaw(inner.Default ?? throw Wrong(schema, field));
                }

                break;
            case EnumSchema choice when value.ValueKind == JsonValueKind.String && Array.IndexOf(choice.Symbols, value.GetString()) is >= 0 and var index:
                writer.WriteInt(index);
                break;
            case FixedSchema bytes when value.ValueKind == JsonValueKind.String && Latin1(value, field) is var raw && raw.Length == bytes.Size:
                writer.WriteRaw(raw);
                break;
            case ArraySchema array when value.ValueKind == JsonValueKind.Array:
                writer.WriteBlock(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                    Write(array.Items, item, field, ref writer, depth + 1);
                writer.WriteEnd();
                break;
            case MapSchema map when value.ValueKind == JsonValueKind.Object:
                writer.WriteBlock(value.GetPropertyCount());
                foreach (var item in value.EnumerateObject())
                {
                    writer.WriteString(item.Name);
                    Write(map.Values, item.Value, field, ref writer, depth + 1);
                }

                writer.WriteEnd();
                break;
            case PrimitiveSchema:
                WritePrimitive(schema, value, field, ref writer);
                break;
            default:
                throw Wrong(schema, field);
        }
    }

    private static void WritePrimitive(AvroSchema schema, JsonElement value, string field, ref AvroWriter writer)
    {
        switch (schema.Type, value.ValueKind)
        {
            case (AvroType.Null, JsonValueKind.Null):
                break;
            case (AvroType.Boolean, JsonValueKind.True or JsonValueKind.False):
                writer.WriteBoolean(value.GetBoolean());
                break;
            case (AvroType.Int, JsonValueKind.Number) when value.TryGetInt32(out var number):
                writer.WriteInt(number);
                break;
            case (AvroType.Long, JsonValueKind.Number) when value.TryGetInt64(out var number):
                writer.WriteLong(number);
                break;
            case (AvroType.Float, JsonValueKind.Number):
                writer.WriteFloat(value.GetSingle());
                break;
            case (AvroType.Double, JsonValueKind.Number):
                writer.WriteDouble(value.GetDouble());
                break;
            case (AvroType.String, JsonValueKind.String):
                writer.WriteString(value.GetString()!);
                break;
            case (AvroType.Bytes, JsonValueKind.String):
                writer.WriteBytes(Latin1(value, field));
                break;
            default:
                throw Wrong(schema, field);
        }
    }

    private static byte[] Latin1(JsonElement value, string field)
    {
        var text = value.GetString()!;
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
            bytes[i] = text[i] <= byte.MaxValue ? (byte)text[i] : throw SchemaParser.Invalid($"the default of field '{field}' holds a character above U+00FF");
        return bytes;
    }

    private static AvroException Wrong(AvroSchema schema, string field) =>
        SchemaParser.Invalid($"the default of field '{field}' is not of its type {schema.Type}");
}

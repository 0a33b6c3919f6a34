using System.Globalization;
using System.Text;

namespace AuditOps.Schemas.Avro.Schema;

/// <summary>
/// Writes the Parsing Canonical Form of the Avro specification: full names, only the attributes that matter to the bytes, in fixed order,
/// without blanks. Names and symbols are ASCII letters, digits and underscores (the parser sees to it), so nothing needs escaping.
/// </summary>
internal static class CanonicalForm
{
    public static string Of(AvroSchema schema)
    {
        var text = new StringBuilder();
        Write(schema, text, new HashSet<string>(StringComparer.Ordinal));
        return text.ToString();
    }

    private static void Write(AvroSchema schema, StringBuilder text, HashSet<string> written)
    {
        switch (schema)
        {
            case NamedSchema named when !written.Add(named.FullName):
                text.Append('"').Append(named.FullName).Append('"');
                break;
            case RecordSchema record:
                WriteRecord(record, text, written);
                break;
            case EnumSchema choice:
                WriteName(choice, "enum", text).Append(",\"symbols\":[");
                for (var i = 0; i < choice.Symbols.Length; i++)
                    text.Append(i > 0 ? ",\"" : "\"").Append(choice.Symbols[i]).Append('"');
                text.Append("]}");
                break;
            case FixedSchema bytes:
                WriteName(bytes, "fixed", text).Append(",\"size\":").Append(bytes.Size.ToString(CultureInfo.InvariantCulture)).Append('}');
                break;
            case ArraySchema array:
                text.Append("{\"type\":\"array\",\"items\":");
                Write(array.Items, text, written);
                text.Append('}');
                break;
            case MapSchema map:
                text.Append("{\"type\":\"map\",\"values\":");
                Write(map.Values, text, written);
                text.Append('}');
                break;
            case UnionSchema union:
                text.Append('[');
                for (var i = 0; i < union.Branches.Length; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    Write(union.Branches[i], text, written);
                }

                text.Append(']');
                break;
            default:
                text.Append('"').Append(PrimitiveSchema.NameOf(schema.Type)).Append('"');
                break;
        }
    }

    private static void WriteRecord(RecordSchema record, StringBuilder text, HashSet<string> written)
    {
        WriteName(record, "record", text).Append(",\"fields\":[");
        for (var i = 0; i < record.Fields.Length; i++)
        {
            text.Append(i > 0 ? ",{\"name\":\"" : "{\"name\":\"").Append(record.Fields[i].Name).Append("\",\"type\":");
            Write(record.Fields[i].Schema, text, written);
            text.Append('}');
        }

        text.Append("]}");
    }

    private static StringBuilder WriteName(NamedSchema schema, string type, StringBuilder text) =>
        text.Append("{\"name\":\"").Append(schema.FullName).Append("\",\"type\":\"").Append(type).Append('"');
}

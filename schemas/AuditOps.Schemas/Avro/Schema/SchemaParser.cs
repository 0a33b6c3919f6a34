using System.Text.Json;

namespace AuditOps.Schemas.Avro.Schema;

/// <summary>Reads the JSON form of a schema (Avro 1.11 specification, "Schema Declaration"). Unknown attributes are metadata and ignored.</summary>
internal sealed class SchemaParser
{
    // Schemas arrive over a topic; these limits are far above any of ours and keep a broken one harmless.
    private const int MaxTextLength = 1 << 20;
    private const int MaxJsonDepth = 64;
    private const int MaxFixedSize = 1 << 20;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = MaxJsonDepth };
    private readonly Dictionary<string, NamedSchema> _named = new(StringComparer.Ordinal);
    private readonly List<(RecordField Field, JsonElement Json)> _defaults = [];

    public static AvroSchema Parse(string json)
    {
        if (json.Length > MaxTextLength)
            throw Invalid($"its text has {json.Length} characters, more than {MaxTextLength}");
        try
        {
            using var document = JsonDocument.Parse(json, JsonOptions);
            var parser = new SchemaParser();
            var schema = parser.Read(document.RootElement, string.Empty);
            // After the whole schema is known, because a default may be of a type that is still open where the default stands.
            foreach (var (field, value) in parser._defaults)
                field.Default = DefaultValue.Encode(field, value);
            return schema;
        }
        catch (JsonException e)
        {
            throw new AvroException(AvroErrorCode.InvalidSchema, $"The schema is not valid: it is not JSON ({e.Message})", e);
        }
    }

    internal static AvroException Invalid(string why) => new(AvroErrorCode.InvalidSchema, $"The schema is not valid: {why}.");

    private AvroSchema Read(JsonElement json, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Refer(json.GetString()!, space),
        JsonValueKind.Array => ReadUnion(json, space),
        JsonValueKind.Object => ReadObject(json, space),
        _ => throw Invalid($"a {json.ValueKind} stands where a type is expected"),
    };

    private AvroSchema Refer(string name, string space)
    {
        if (PrimitiveSchema.TryCreate(name) is { } primitive)
            return primitive;
        return _named.TryGetValue(FullName(name, space), out var schema) || _named.TryGetValue(name, out schema)
            ? schema
            : throw Invalid($"type '{name}' is not defined before it is used");
    }

    private UnionSchema ReadUnion(JsonElement json, string space)
    {
        var branches = new List<AvroSchema>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in json.EnumerateArray())
        {
            var branch = Read(item, space);
            if (branch is UnionSchema)
                throw Invalid("a union stands directly inside a union");
            if (!seen.Add(branch is NamedSchema named ? named.FullName : branch.Type.ToString()))
                throw Invalid($"a union names {branch.Type} twice");
            branches.Add(branch);
        }

        return branches.Count > 0 ? new UnionSchema([.. branches]) : throw Invalid("a union is empty");
    }

    private AvroSchema ReadObject(JsonElement json, string space)
    {
        if (!json.TryGetProperty("type", out var type))
            throw Invalid("an object has no \"type\"");
        // {"type": {"type": ...}} wraps a type once more; the inner one counts.
        if (type.ValueKind != JsonValueKind.String)
            return Read(type, space);
        var schema = type.GetString() switch
        {
            "record" or "error" => ReadRecord(json, space),
            "enum" => ReadEnum(json, space),
            "fixed" => ReadFixed(json, space),
            "array" => new ArraySchema(Read(Required(json, "items"), space)),
            "map" => new MapSchema(Read(Required(json, "values"), space)),
            { } name => Refer(name, space),
            null => throw Invalid("an object's \"type\" is null"),
        };
        if (schema is PrimitiveSchema or FixedSchema && json.TryGetProperty("logicalType", out var logical) && logical.ValueKind == JsonValueKind.String)
            schema.LogicalType = logical.GetString();
        return schema;
    }

    private RecordSchema ReadRecord(JsonElement json, string space)
    {
        var (name, inner) = ReadName(json, space);
        var record = Define(new RecordSchema(name, ReadAliases(json, inner, qualify: true)));
        var fields = new List<RecordField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var list = Required(json, "fields");
        if (list.ValueKind != JsonValueKind.Array)
            throw Invalid($"the fields of '{name}' are not an array");
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw Invalid($"a field of '{name}' is not an object");
            var field = new RecordField(CheckName(Text(item, "name")), ReadAliases(item, inner, qualify: false), Read(Required(item, "type"), inner));
            if (!names.Add(field.Name))
                throw Invalid($"'{name}' has field '{field.Name}' twice");
            if (item.TryGetProperty("default", out var value))
                _defaults.Add((field, value));
            fields.Add(field);
        }

        record.Fields = [.. fields];
        return record;
    }

    private EnumSchema ReadEnum(JsonElement json, string space)
    {
        var (name, inner) = ReadName(json, space);
        var symbols = Strings(json, "symbols");
        foreach (var symbol in symbols)
            CheckName(symbol);
        if (symbols.Length == 0 || new HashSet<string>(symbols, StringComparer.Ordinal).Count != symbols.Length)
            throw Invalid($"the symbols of '{name}' are missing or repeat");
        var defaultIndex = -1;
        if (json.TryGetProperty("default", out _))
        {
            defaultIndex = Array.IndexOf(symbols, Text(json, "default"));
            if (defaultIndex < 0)
                throw Invalid($"the default of '{name}' is not one of its symbols");
        }

        return Define(new EnumSchema(name, ReadAliases(json, inner, qualify: true), symbols, defaultIndex));
    }

    private FixedSchema ReadFixed(JsonElement json, string space)
    {
        var (name, inner) = ReadName(json, space);
        if (Required(json, "size") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var size) || size is < 0 or > MaxFixedSize)
            throw Invalid($"the size of '{name}' is not a number from 0 to {MaxFixedSize}");
        return Define(new FixedSchema(name, ReadAliases(json, inner, qualify: true), size));
    }

    private T Define<T>(T schema)
        where T : NamedSchema =>
        PrimitiveSchema.TryCreate(schema.FullName) is null && _named.TryAdd(schema.FullName, schema)
            ? schema
            : throw Invalid($"type '{schema.FullName}' is defined twice");

    private static (string FullName, string Namespace) ReadName(JsonElement json, string space)
    {
        var name = Text(json, "name");
        if (!name.Contains('.') && json.TryGetProperty("namespace", out _))
            space = Text(json, "namespace");
        var full = FullName(name, space);
        foreach (var part in full.Split('.'))
            CheckName(part);
        var dot = full.LastIndexOf('.');
        return (full, dot < 0 ? string.Empty : full[..dot]);
    }

    private static string FullName(string name, string space) => space.Length == 0 || name.Contains('.') ? name : $"{space}.{name}";

    private static string[] ReadAliases(JsonElement json, string space, bool qualify)
    {
        if (!json.TryGetProperty("aliases", out _))
            return [];
        var aliases = Strings(json, "aliases");
        for (var i = 0; i < aliases.Length && qualify; i++)
            aliases[i] = FullName(aliases[i], space);
        return aliases;
    }

    private static string[] Strings(JsonElement json, string property)
    {
        var array = Required(json, property);
        if (array.ValueKind != JsonValueKind.Array)
            throw Invalid($"\"{property}\" is not an array");
        var strings = new string[array.GetArrayLength()];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = array[i].ValueKind == JsonValueKind.String ? array[i].GetString()! : throw Invalid($"\"{property}\" holds something other than strings");
        return strings;
    }

    private static string Text(JsonElement json, string property) =>
        Required(json, property) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Invalid($"\"{property}\" is not a string");

    private static JsonElement Required(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value : throw Invalid($"\"{property}\" is missing");

    private static string CheckName(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!(char.IsAsciiLetter(name[i]) || name[i] == '_' || (i > 0 && char.IsAsciiDigit(name[i]))))
                throw Invalid($"'{name}' is not a name");
        }

        return name.Length > 0 ? name : throw Invalid("a name is empty");
    }
}

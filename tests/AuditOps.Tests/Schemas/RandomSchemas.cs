using System.Buffers;
using System.Globalization;
using System.Text;
using AuditOps.Schemas.Avro;

namespace AuditOps.Tests.Schemas;

/// <summary>Seeded pairs of a writer's schema and an evolved reader's schema that can read its data, with random data of the writer's.</summary>
internal sealed class RandomSchemas(int seed)
{
    private const int MaxDepth = 4;
    private static readonly string[] Words = ["", "a", "jörg@example.org", "日本", "😀", "x/y \"quoted\"\n", "0123456789"];

    private static readonly string[] AddedFields =
    [
        "\"type\":\"int\",\"default\":-7",
        "\"type\":\"long\",\"default\":1099511627776",
        "\"type\":\"string\",\"default\":\"né\"",
        "\"type\":\"bytes\",\"default\":\"\\u00ff\\u0000a\"",
        "\"type\":\"double\",\"default\":1.5",
        "\"type\":\"boolean\",\"default\":true",
        "\"type\":[\"null\",\"string\"],\"default\":null",
        "\"type\":[\"string\",\"null\"],\"default\":\"first branch\"",
        "\"type\":{\"type\":\"array\",\"items\":\"int\"},\"default\":[1,2,3]",
        "\"type\":{\"type\":\"map\",\"values\":\"string\"},\"default\":{\"k\":\"v\"}",
        "\"type\":{\"type\":\"fixed\",\"name\":\"NAME\",\"size\":2},\"default\":\"\\u0001\\u00fe\"",
        "\"type\":{\"type\":\"enum\",\"name\":\"NAME\",\"symbols\":[\"A\",\"B\"]},\"default\":\"B\"",
        "\"type\":{\"type\":\"record\",\"name\":\"NAME\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\",\"type\":\"string\",\"default\":\"d\"}]},\"default\":{\"x\":5}",
    ];

    private readonly Random _random = new(seed);
    private int _names;

    private delegate void Emit(ref AvroWriter writer);

    public (string Writer, string Reader, byte[] Data) Next()
    {
        var pair = Record(0);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        pair.Write(ref writer);
        writer.Flush();
        return (pair.Writer, pair.Reader, buffer.WrittenSpan.ToArray());
    }

    private Pair Any(int depth)
    {
        var kinds = depth >= MaxDepth ? 3 : 8;
        return _random.Next(kinds) switch
        {
            0 or 1 => Primitive(),
            2 => Enum(),
            3 => Fixed(),
            4 => Array(depth),
            5 => Map(depth),
            6 => Union(depth),
            _ => Record(depth),
        };
    }

    private Pair Primitive()
    {
        var word = Words[_random.Next(Words.Length)];
        var bytes = Encoding.UTF8.GetBytes(word);
        // Small enough for a float to hold it exactly.
        var number = _random.Next(-1 << 24, 1 << 24);
        var big = _random.NextInt64(long.MinValue, long.MaxValue);
        var truth = _random.Next(2) == 0;
        return _random.Next(12) switch
        {
            0 => Same("int", (ref AvroWriter w) => w.WriteInt(number)),
            1 => new Pair(Quote("int"), Quote(Pick("long", "float", "double")), (ref AvroWriter w) => w.WriteInt(number)),
            2 => Same("long", (ref AvroWriter w) => w.WriteLong(big)),
            3 => new Pair(Quote("long"), Quote(Pick("float", "double")), (ref AvroWriter w) => w.WriteLong(number)),
            4 => Same("float", (ref AvroWriter w) => w.WriteFloat(number / 2f)),
            5 => new Pair(Quote("float"), Quote("double"), (ref AvroWriter w) => w.WriteFloat(number / 2f)),
            6 => Same("double", (ref AvroWriter w) => w.WriteDouble(BitConverter.Int64BitsToDouble(big & 0x7FEF_FFFF_FFFF_FFFF))),
            7 => Same("string", (ref AvroWriter w) => w.WriteString(word)),
            8 => new Pair(Quote("string"), Quote("bytes"), (ref AvroWriter w) => w.WriteString(word)),
            9 => new Pair(Quote("bytes"), Quote("string"), (ref AvroWriter w) => w.WriteBytes(bytes)),
            10 => Same("boolean", (ref AvroWriter w) => w.WriteBoolean(truth)),
            _ => Same("bytes", (ref AvroWriter w) => w.WriteBytes(bytes)),
        };
    }

    private Pair Enum()
    {
        var name = Name();
        var index = _random.Next(4);
        var reader = _random.Next(3) switch
        {
            0 => "[\"A\",\"B\",\"C\",\"D\"]",
            1 => "[\"Z\",\"D\",\"B\",\"A\",\"C\"]",
            _ => "[\"C\",\"B\",\"Z\"],\"default\":\"Z\"",
        };
        return new Pair(
            $"{{\"type\":\"enum\",\"name\":\"{name}\",\"symbols\":[\"A\",\"B\",\"C\",\"D\"]}}",
            $"{{\"type\":\"enum\",\"name\":\"{name}\",\"symbols\":{reader}}}",
            (ref AvroWriter w) => w.WriteInt(index));
    }

    private Pair Fixed()
    {
        var bytes = new byte[_random.Next(1, 20)];
        _random.NextBytes(bytes);
        var schema = $"{{\"type\":\"fixed\",\"name\":\"{Name()}\",\"size\":{bytes.Length.ToString(CultureInfo.InvariantCulture)}}}";
        return new Pair(schema, schema, (ref AvroWriter w) => w.WriteRaw(bytes));
    }

    private Pair Array(int depth)
    {
        var item = Any(depth + 1);
        var counts = Counts();
        return new Pair($"{{\"type\":\"array\",\"items\":{item.Writer}}}", $"{{\"type\":\"array\",\"items\":{item.Reader}}}", (ref AvroWriter w) =>
        {
            foreach (var count in counts)
            {
                w.WriteBlock(count);
                for (var i = 0; i < count; i++)
                    item.Write(ref w);
            }

            w.WriteEnd();
        });
    }

    private Pair Map(int depth)
    {
        var value = Any(depth + 1);
        var counts = Counts();
        return new Pair($"{{\"type\":\"map\",\"values\":{value.Writer}}}", $"{{\"type\":\"map\",\"values\":{value.Reader}}}", (ref AvroWriter w) =>
        {
            var key = 0;
            foreach (var count in counts)
            {
                w.WriteBlock(count);
                for (var i = 0; i < count; i++)
                {
                    w.WriteString($"key {key++} ü");
                    value.Write(ref w);
                }
            }

            w.WriteEnd();
        });
    }

    /// <summary>Null and something, on one side or on both, in either order.</summary>
    private Pair Union(int depth)
    {
        var value = Any(depth + 1);
        if (value.Writer[0] == '[' || value.Reader[0] == '[')
            return value;
        var reader = Pick($"[\"null\",{value.Reader}]", $"[{value.Reader},\"null\"]");
        var (present, nullFirst) = (_random.Next(2) == 0, _random.Next(2) == 0);
        if (_random.Next(3) == 0)
            return new Pair(value.Writer, reader, value.Write);
        return new Pair(nullFirst ? $"[\"null\",{value.Writer}]" : $"[{value.Writer},\"null\"]", reader, (ref AvroWriter w) =>
        {
            w.WriteInt(present == nullFirst ? 1 : 0);
            if (present)
                value.Write(ref w);
        });
    }

    private Pair Record(int depth)
    {
        var name = Name();
        var renamed = _random.Next(6) == 0;
        var fields = new List<Pair>();
        var reader = new List<string>();
        for (var i = 0; i < _random.Next(1, 6); i++)
        {
            var field = Any(depth + 1);
            fields.Add(field);
            var change = _random.Next(8);
            if (change == 0)
                continue;
            reader.Add(change == 1 ? $"{{\"name\":\"n{i}\",\"aliases\":[\"f{i}\"],\"type\":{field.Reader}}}" : $"{{\"name\":\"f{i}\",\"type\":{field.Reader}}}");
        }

        for (var i = _random.Next(3); i > 0; i--)
            reader.Insert(_random.Next(reader.Count + 1), $"{{\"name\":\"added{i}\",{AddedFields[_random.Next(AddedFields.Length)].Replace("NAME", Name(), StringComparison.Ordinal)}}}");
        if (_random.Next(3) == 0)
            reader.Reverse();
        var writerFields = string.Join(',', fields.Select((field, i) => $"{{\"name\":\"f{i}\",\"type\":{field.Writer}}}"));
        var readerName = renamed ? $"\"{name}New\",\"aliases\":[\"{name}\"]" : $"\"{name}\"";
        return new Pair(
            $"{{\"type\":\"record\",\"name\":\"{name}\",\"fields\":[{writerFields}]}}",
            $"{{\"type\":\"record\",\"name\":{readerName},\"fields\":[{string.Join(',', reader)}]}}",
            (ref AvroWriter w) =>
            {
                foreach (var field in fields)
                    field.Write(ref w);
            });
    }

    private int[] Counts() => _random.Next(4) switch { 0 => [], 1 => [1, 3], _ => [_random.Next(1, 4)] };

    private string Name() => $"N{_names++}";

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];

    private static Pair Same(string type, Emit write) => new(Quote(type), Quote(type), write);

    private static string Quote(string type) => $"\"{type}\"";

    private sealed record Pair(string Writer, string Reader, Emit Write);
}

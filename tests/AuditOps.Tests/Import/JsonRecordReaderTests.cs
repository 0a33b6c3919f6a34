using System.Text;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Import;

public sealed class JsonRecordReaderTests
{
    /// <summary>A layout puts records into a text; all of them must give the same records back.</summary>
    private static readonly (string Name, bool Multiline, Func<Random, string[], string> Write)[] Layouts =
    [
        ("lines", false, (_, records) => string.Join('\n', records)),
        ("lines with returns and blanks", false, (_, records) => string.Concat(records.Select(record => "  " + record + " \r\n\r\n"))),
        ("one after the other", true, (_, records) => string.Concat(records)),
        ("record separators (RFC 7464)", true, (_, records) => string.Concat(records.Select(record => "\u001e" + record + "\n"))),
        ("an array", true, (_, records) => "[" + string.Join(',', records) + "]"),
        ("a spread array", true, (_, records) => "\ufeff[\n  " + string.Join(",\n  ", records) + "\n]\n"),
        ("a Graph list", true, (_, records) => "{\"@odata.context\":\"https://graph.example/$metadata#x\", \"@odata.count\": 3,\"value\":[" + string.Join(',', records) + "],\"@odata.nextLink\":\"https://a.example/]}\\\"\"}"),
        ("Event Hub messages", true, (_, records) => string.Join('\n', records.Chunk(3).Select(chunk => "{\"records\": [" + string.Join(", ", chunk) + "]}"))),
        ("an array of Event Hub messages", true, (_, records) => "[" + string.Join(',', records.Chunk(2).Select(chunk => "{\"records\":[" + string.Join(',', chunk) + "] }")) + "]"),
        ("arrays on lines", false, (_, records) => string.Join('\n', records.Chunk(4).Select(chunk => "[" + string.Join(',', chunk) + "]"))),
        ("a mixture", false, (random, records) => string.Concat(records.Select(record => random.Next(3) switch { 0 => record, 1 => "[" + record + "]\n", _ => "{\"value\":[" + record + "]}" }))),
    ];

    [Fact]
    public void Records_come_out_byte_for_byte_whatever_the_layout_and_the_pieces_they_arrive_in()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            foreach (var (name, multiline, write) in Layouts)
            {
                var random = new Random(seed);
                var records = Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomJson.Object(random, multiline)).ToArray();
                var input = Encoding.UTF8.GetBytes(write(random, records));

                var (items, remark) = Seen.InJson(input, random, 1 + (seed * 7));

                Assert.True(remark is null, $"{name}, seed {seed}: {remark}");
                Assert.True(records.Length == items.Count, $"{name}, seed {seed}: {items.Count} of {records.Length} records; {items.Find(item => !item.IsRecord)}");
                for (var i = 0; i < records.Length; i++)
                {
                    Assert.True(items[i].IsRecord, $"{name}, seed {seed}, record {i}: {items[i].Reason}");
                    Assert.True(records[i] == Encoding.UTF8.GetString(items[i].Bytes), $"{name}, seed {seed}, record {i}");
                    Assert.True(input.AsSpan((int)items[i].Offset, (int)items[i].Length).SequenceEqual(items[i].Bytes), $"{name}, seed {seed}, record {i}: offset");
                    Assert.Equal(1 + input.AsSpan(0, (int)items[i].Offset).Count((byte)'\n'), items[i].Line);
                }
            }
        }
    }

    [Fact]
    public void A_damaged_line_costs_no_other_line()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var records = Enumerable.Range(0, 12).Select(i => $"{{\"n\":{i},\"r\":{RandomJson.Object(random)}}}").ToArray();
            var hit = random.Next(records.Length);
            var lines = records.Select(Encoding.UTF8.GetBytes).ToArray();
            lines[hit] = Damage(random, lines[hit]);
            var input = lines.SelectMany(line => line.Append((byte)'\n')).ToArray();

            var (items, _) = Seen.InJson(input, random, 200);

            var found = items.Where(item => item.IsRecord).Select(item => Encoding.UTF8.GetString(item.Bytes)).ToHashSet(StringComparer.Ordinal);
            for (var i = 0; i < records.Length; i++)
            {
                if (i != hit) Assert.True(found.Contains(records[i]), $"seed {seed}: line {i} is lost to the damage of line {hit}: {Encoding.UTF8.GetString(lines[hit])}");
            }

            HoldsEveryByteOnce(input, items, seed);
        }
    }

    [Fact]
    public void Damaged_input_is_accounted_for_byte_by_byte_and_does_not_depend_on_the_pieces()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var records = Enumerable.Range(0, 20).Select(_ => RandomJson.Object(random, multiline: seed % 2 == 0)).ToArray();
            var input = Encoding.UTF8.GetBytes(Layouts[seed % 6].Write(random, records));
            for (var i = random.Next(1, 6); i > 0; i--) input = Damage(random, input);

            var (whole, _) = Seen.InJson(input, random, 1 << 20);
            var (pieces, _) = Seen.InJson(input, random, 3);

            HoldsEveryByteOnce(input, whole, seed);
            Assert.Equal(whole.Select(item => (item.Code, item.Offset, item.Length, item.Reason)), pieces.Select(item => (item.Code, item.Offset, item.Length, item.Reason)));
        }
    }

    [Fact]
    public void A_million_random_bytes_end_as_dead_letters()
    {
        var random = new Random(20261121);
        var input = new byte[1 << 20];
        random.NextBytes(input);

        var (items, _) = Seen.InJson(input, random, 10_000);

        Assert.DoesNotContain(items, item => item.IsRecord);
        Assert.NotEmpty(items);
        HoldsEveryByteOnce(input, items, 20261121);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"cut\":\"no end\n{\"b\":2}\n", 2, DeadLetterCode.Truncated)]
    [InlineData("[{\"a\":1},{\"cut\":tru},{\"b\":2}]", 2, DeadLetterCode.NotJson)]
    [InlineData("[\n{\"a\":1},\n{\"cut\":\"no end},\n{\"b\":2}\n]", 2, DeadLetterCode.Truncated)]
    [InlineData("[{\"a\":1},{\"b\":2},{\"cut\":3,\"Op", 2, DeadLetterCode.Truncated)]
    [InlineData("{\"value\":[{\"a\":1},{\"b\":2},{\"cut\":[", 2, DeadLetterCode.Truncated)]
    [InlineData("{\"a\":1}{\"bad\":,}{\"b\":2}", 2, DeadLetterCode.NotJson)]
    [InlineData("{\"a\":1}\nhello, world\n{\"b\":2}", 2, DeadLetterCode.NotJson)]
    [InlineData("{\"a\":1}\n\"a text, alone\"\n{\"b\":2}", 2, DeadLetterCode.NotJson)]
    [InlineData("[{\"a\":1},\"a, text]\",{\"b\":2}]", 2, DeadLetterCode.NotAnObject)]
    [InlineData("[{\"a\":1},12.5,{\"b\":2}]", 2, DeadLetterCode.NotAnObject)]
    public void One_stretch_of_garbage_is_one_dead_letter_and_the_rest_is_read(string text, int records, DeadLetterCode code)
    {
        var items = Seen.InJson(Encoding.UTF8.GetBytes(text));

        Assert.Equal(records, items.Count(item => item.IsRecord));
        Assert.Equal(code, Assert.Single(items, item => !item.IsRecord).Code);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("[", "")]
    [InlineData("{\"a\":", "1}")]
    [InlineData("{\"a\":", "")]
    [InlineData("{\"value\":[", "]}")]
    public void Ten_thousand_levels_of_nesting_are_one_dead_letter_between_good_lines(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 10_000)) + string.Concat(Enumerable.Repeat(close, close == "1}" ? 1 : 10_000)) + (close == "1}" ? new string('}', 9_999) : "");
        var items = Seen.InJson(Encoding.UTF8.GetBytes("{\"a\":1}\n" + deep + "\n{\"b\":2}\n"));

        Assert.Equal(2, items.Count(item => item.IsRecord));
        Assert.Equal(DeadLetterCode.TooDeep, Assert.Single(items, item => !item.IsRecord).Code);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_and_repeated_keys_are_kept()
    {
        byte[] input = [.. "{\"a\":1}\n{\"bad\":\""u8, 0xff, 0xc3, .. "\"}\n{\"k\":1,\"k\":2}\n"u8];

        var items = Seen.InJson(input);

        Assert.Equal([DeadLetterCode.Unspecified, DeadLetterCode.InvalidUtf8, DeadLetterCode.Unspecified], items.Select(item => item.Code));
        Assert.Equal("{\"k\":1,\"k\":2}", Encoding.UTF8.GetString(items[2].Bytes));
    }

    /// <summary>Between items stands only what carries nothing.</summary>
    private static void HoldsEveryByteOnce(byte[] input, List<Seen> items, int seed)
    {
        long at = 0;
        foreach (var item in items)
        {
            Assert.True(item.Offset >= at, $"seed {seed}: the item at {item.Offset} begins before {at}");
            Assert.True(item.Length > 0, $"seed {seed}: an empty item at {item.Offset}");
            var kept = Math.Min(item.Length, 64 << 10);
            Assert.True(item.Bytes.AsSpan(0, (int)kept).SequenceEqual(input.AsSpan((int)item.Offset, (int)kept)), $"seed {seed}: the item at {item.Offset} holds other bytes");
            CarriesNothing(input.AsSpan((int)at, (int)(item.Offset - at)), seed, at);
            at = item.Offset + item.Length;
        }

        CarriesNothing(input.AsSpan((int)at), seed, at);
    }

    private static void CarriesNothing(ReadOnlySpan<byte> gap, int seed, long at)
    {
        foreach (var b in gap) Assert.True(b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']' or 0x1e or 0xef or 0xbb or 0xbf, $"seed {seed}: byte {b:x2} near {at} is in no item");
    }

    private static byte[] Damage(Random random, byte[] input)
    {
        if (input.Length < 3) return input;
        var at = random.Next(input.Length);
        switch (random.Next(4))
        {
            case 0:
                return input[..at];
            case 1:
                var changed = input.ToArray();
                changed[at] = (byte)random.Next(32, 256);
                return changed;
            case 2:
                return [.. input[..at], .. input[Math.Min(input.Length, at + random.Next(1, 20))..]];
            default:
                return [.. input[..at], .. "{[\"}],:\\"u8.Slice(random.Next(7), 1), .. input[at..]];
        }
    }
}

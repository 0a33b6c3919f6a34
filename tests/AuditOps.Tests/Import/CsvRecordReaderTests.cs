using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Import;

public sealed class CsvRecordReaderTests
{
    private static readonly string[] Pieces = ["a", "\"", ",", "\n", "\r\n", "é", "{\"Id\":\"x\"}", " ", "漢"];

    [Fact]
    public void Rows_come_out_byte_for_byte_and_hold_the_fields_that_went_in()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var columns = random.Next(2, 8);
            var fields = Enumerable.Range(0, random.Next(1, 20)).Select(_ => Enumerable.Range(0, columns).Select(_ => Field(random)).ToArray()).ToArray();
            var rows = fields.Select(row => string.Join(',', row.Select(field => Quote(random, field)))).ToArray();
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var input = Encoding.UTF8.GetBytes(string.Join(end, rows) + (random.Next(2) == 0 ? end : ""));

            var items = Seen.InCsv(input, [], columns, random, 1 + (seed % 40));

            Assert.True(rows.Length == items.Count, $"seed {seed}: {items.Count} of {rows.Length} rows");
            for (var i = 0; i < rows.Length; i++)
            {
                Assert.True(items[i].IsRecord, $"seed {seed}, row {i}: {items[i].Reason}");
                Assert.Equal(rows[i], Encoding.UTF8.GetString(items[i].Bytes));
                var read = new List<string>();
                Assert.Equal(CsvStatus.Row, new CsvReader(items[i].Bytes).Read(read));
                Assert.Equal(fields[i], read);
            }
        }
    }

    [Theory]
    [InlineData("a,b\n\"open,c\nd,e\nf,g\n", 3, 1)]
    [InlineData("a,b\nonly one\nc,d\n", 2, 1)]
    [InlineData("a,b\n\"x\"y,z\nc,d\n", 2, 1)]
    [InlineData("a,5\" disk\nc,d\n", 2, 0)]
    [InlineData("a,b\nc,\"cut in the mid", 1, 1)]
    public void A_bad_row_costs_no_other(string text, int records, int letters)
    {
        var items = Seen.InCsv(Encoding.UTF8.GetBytes(text), [], 2, new Random(3), 5);

        Assert.Equal(records, items.Count(item => item.IsRecord));
        Assert.Equal(letters, items.Count(item => !item.IsRecord));
        Assert.All(items.Where(item => !item.IsRecord), item => Assert.True(item.Code is DeadLetterCode.CsvMalformed or DeadLetterCode.Truncated));
    }

    [Fact]
    public void Random_bytes_are_accounted_for_byte_by_byte()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var input = new byte[20_000];
            for (var i = 0; i < input.Length; i++) input[i] = random.Next(3) == 0 ? "\"\n\r,"u8[random.Next(4)] : (byte)random.Next(256);

            var items = Seen.InCsv(input, [], 3, random, 500);

            long at = 0;
            foreach (var item in items)
            {
                Assert.True(input.AsSpan((int)at, (int)(item.Offset - at)).IndexOfAnyExcept((byte)'\r', (byte)'\n') < 0, $"seed {seed}: lost bytes near {at}");
                at = item.Offset + item.Length;
            }

            Assert.True(input.AsSpan((int)at).IndexOfAnyExcept((byte)'\r', (byte)'\n') < 0, $"seed {seed}: lost bytes at the end");
        }
    }

    private static string Field(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Quote(Random random, string field) =>
        field.AsSpan().IndexOfAny("\",\r\n") >= 0 || field.Length == 0 || random.Next(2) == 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Collectors;
using AuditOps.Collectors.Import.Reading;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Import;

public sealed class ImportInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Gzip_of_several_members_is_read_whole()
    {
        var (items, remark) = Read("x.json.gz", [.. Gzip(Lines(0, 50)), .. Gzip(Lines(50, 120))]);

        Assert.Null(remark);
        Assert.Equal(120, items.Count(item => item.IsRecord));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(8_192)]
    [InlineData(100_000)]
    public void Bytes_behind_the_gzip_data_are_said(int count)
    {
        foreach (var records in new[] { 1, 50, 20_000 })
        {
            var foreign = Enumerable.Repeat((byte)'{', count).ToArray();
            byte[] whole = [.. Gzip(Lines(0, records)), .. Gzip(Lines(records, 2 * records))];

            var (items, remark) = Read("x.gz", [.. whole, .. foreign]);

            Assert.Equal(2 * records, items.Count(item => item.IsRecord));
            Assert.Contains("bytes behind the gzip data are no gzip data", remark, StringComparison.Ordinal);
            if (count <= 9) Assert.StartsWith($"{count} ", remark, StringComparison.Ordinal);
            Assert.Null(Read("x.gz", [.. whole, .. new byte[count]]).Remark);
        }
    }

    [Fact]
    public void A_cut_gzip_gives_what_came_before_and_says_so()
    {
        var whole = Gzip(Lines(0, 20_000));

        var (items, remark) = Read("x.gz", whole[..(whole.Length / 2)]);

        Assert.InRange(items.Count(item => item.IsRecord), 5_000, 15_000);
        Assert.Contains("cut or damaged", remark, StringComparison.Ordinal);
        Assert.True(items.Count(item => !item.IsRecord) <= 1);
    }

    [Fact]
    public void A_damaged_gzip_never_throws()
    {
        var whole = Gzip(Lines(0, 200));
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var bad = whole.ToArray();
            for (var i = 0; i < 5; i++) bad[random.Next(2, bad.Length)] = (byte)random.Next(256);

            var (items, _) = Read("x.gz", bad);

            Assert.True(items.Count <= 100_000, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Utf16_is_refused_with_a_sentence(bool bigEndian, bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("{\"a\":1}\n")];

        var refused = Assert.Throws<CollectorsException>(() => Read("x.json", bytes));

        Assert.Contains("UTF-16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_50_MB_is_a_dead_letter_with_its_hash_its_bytes_are_kept_and_little_memory_is_used()
    {
        var huge = Path.Combine(_folder, "huge.json");
        var body = new byte[1 << 20];
        body.AsSpan().Fill((byte)'x');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        using (var file = File.Create(huge))
        {
            file.Write("{\"a\":1}\n"u8);
            Write("{\"Id\":\"huge\",\"t\":\""u8);
            for (var i = 0; i < 50; i++) Write(body);
            Write("\"}"u8);
            file.Write("\n{\"b\":2}\n"u8);

            void Write(ReadOnlySpan<byte> bytes)
            {
                file.Write(bytes);
                hash.AppendData(bytes);
                length += bytes.Length;
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (items, _) = Read(huge);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2, items.Count(item => item.IsRecord));
        var letter = Assert.Single(items, item => !item.IsRecord);
        Assert.Equal(DeadLetterCode.TooLarge, letter.Code);
        Assert.Equal(length, letter.Length);
        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), letter.Sha256);
        Assert.Equal(64 << 10, letter.Bytes.Length);
        var kept = Path.Combine(_folder, "rejected", letter.Sha256!);
        Assert.Equal(length, new FileInfo(kept).Length);
        Assert.Equal(letter.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(kept))));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "rejected")));
        Assert.True(allocated < 24 << 20, $"{allocated:N0} bytes allocated");
    }

    [Fact]
    public void A_large_record_whose_bytes_cannot_be_kept_is_still_a_letter_and_reading_goes_on()
    {
        // A file where the folder should be: nobody can make a folder there, whatever the rights.
        var blocked = Path.Combine(_folder, "blocked");
        File.WriteAllText(blocked, "");
        var input = new List<byte>("{\"Id\":\"1\"}\n{\"Id\":\"2\",\"x\":\""u8.ToArray());
        input.AddRange(Enumerable.Repeat((byte)'x', ReadLimits.RecordBytes));
        input.AddRange("\"}\n{\"Id\":\"3\"}\n"u8.ToArray());

        var (items, _) = Seen.InJson([.. input], new Random(1), 100_000, Path.Combine(blocked, "rejected"));

        Assert.Equal(2, items.Count(item => item.IsRecord));
        Assert.Contains("could not be kept", Assert.Single(items, item => !item.IsRecord).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_is_full_only_when_the_last_bytes_are_flushed_still_gives_a_letter_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "full")).FullName;
        // Takes what is buffered and refuses every byte that is really written.
        File.CreateSymbolicLink(Path.Combine(folder, $".{Environment.ProcessId}-7.tmp"), "/dev/full");
        using var rejection = new Rejection(folder, 7, 1);
        rejection.Add(new byte[100], oversized: true);

        var letter = rejection.Finish(DeadLetterCode.TooLarge, "too large");

        Assert.Equal(100, letter.Length);
        Assert.StartsWith("too large; its whole bytes could not be kept", letter.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Bytes_whose_file_cannot_be_given_its_name_leave_nothing_behind()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "taken")).FullName;
        var bytes = new byte[10_000];
        var taken = Directory.CreateDirectory(Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(bytes)))).FullName;
        using var rejection = new Rejection(folder, 7, 1);
        rejection.Add(bytes, oversized: true);

        var letter = rejection.Finish(DeadLetterCode.TooLarge, "too large");

        Assert.Contains("could not be kept", letter.Reason, StringComparison.Ordinal);
        Assert.Equal([taken], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void A_reading_that_ends_in_the_middle_of_a_large_record_leaves_no_half_of_it_behind()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "half")).FullName;
        using (var rejection = new Rejection(folder, 7, 1))
            rejection.Add(new byte[10_000], oversized: true);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void A_large_stretch_that_is_no_record_is_kept_whole_too()
    {
        var text = new string('[', 3 << 20) + "\n" + new string(']', 3 << 20);

        var (items, _) = Read("deep.json", Encoding.UTF8.GetBytes("{\"a\":1}\n" + text + "\n{\"b\":2}\n"));

        Assert.Equal(2, items.Count(item => item.IsRecord));
        Assert.All(items.Where(item => item.Length > ReadLimits.RecordBytes), item => Assert.Equal(item.Length, new FileInfo(Path.Combine(_folder, "rejected", item.Sha256!)).Length));
    }

    [Fact]
    public void A_record_of_the_largest_size_goes_on_and_one_byte_more_does_not()
    {
        var fits = "{\"t\":\"" + new string('x', ReadLimits.RecordBytes - 8) + "\"}";
        var tooLarge = "{\"t\":\"" + new string('y', ReadLimits.RecordBytes - 7) + "\"}";

        var (items, _) = Read("edge.json", Encoding.UTF8.GetBytes($"{fits}\n{tooLarge}\n{fits}"));

        Assert.Equal([DeadLetterCode.Unspecified, DeadLetterCode.TooLarge, DeadLetterCode.Unspecified], items.Select(item => item.Code));
        Assert.Equal(ReadLimits.RecordBytes, items[0].Length);
        Assert.Equal(ReadLimits.RecordBytes + 1, items[1].Length);
    }

    [Fact]
    public void A_purview_export_gives_header_and_row_with_line_breaks_inside()
    {
        const string Header = "\ufeffRecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n";
        const string Row = "r1,2026-01-01,1,Set-Mailbox,a@b.example,\"{\"\"Id\"\":\"\"e1\"\",\r\n\"\"RecordType\"\":1,\"\"CreationTime\"\":\"\"2026-01-01T00:00:00\"\",\"\"Operation\"\":\"\"Set-Mailbox\"\"}\"";
        File.WriteAllText(Path.Combine(_folder, "export"), Header + Row + "\r\n" + Row + "\r\n", new UTF8Encoding(false));

        using var input = ImportInput.Open(Path.Combine(_folder, "export"), null, CancellationToken.None);

        Assert.Equal(WireShape.PurviewCsv, input.Header!.Shape);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(input.TryRead(out var item));
            Assert.True(item.IsRecord, item.Reason);
            Assert.Equal(Row, Encoding.UTF8.GetString(item.Bytes.Span));
            Assert.Equal(Header.Trim('\ufeff', '\r', '\n'), Encoding.UTF8.GetString(item.CsvHeader.Span));
            Assert.Equal("e1", input.Header.Recognize(item.Bytes.Span).RecordId);
        }

        Assert.False(input.TryRead(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  ")]
    [InlineData("[]")]
    [InlineData("{\"value\":[]}")]
    public void An_input_without_records_is_empty_and_in_order(string text)
    {
        var (items, remark) = Read("empty.json", Encoding.UTF8.GetBytes(text));

        Assert.Empty(items);
        Assert.Null(remark);
    }

    [Fact]
    public async Task A_read_that_waits_for_its_writer_ends_when_the_run_is_asked_to_end()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        await pipe.WriteAsync("{\"a\":1}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var buffer = new byte[100];
        var input = new InterruptibleStream(new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle), stop.Token);

        Assert.Equal(8, input.Read(buffer));
        var waiting = Task.Run(() => input.Read(buffer), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();

        Assert.Equal(0, await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    private (List<Seen> Items, string? Remark) Read(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, bytes);
        return Read(file);
    }

    private (List<Seen> Items, string? Remark) Read(string file)
    {
        using var input = ImportInput.Open(file, Path.Combine(_folder, "rejected"), CancellationToken.None);
        var items = new List<Seen>();
        while (input.TryRead(out var item)) items.Add(Seen.Of(item));
        return (items, input.Remark);
    }

    private static byte[] Lines(int from, int to)
    {
        var random = new Random(from);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(from, to - from).Select(i => $"{{\"Id\":\"{i}\",\"noise\":\"{random.NextInt64():x}\"}}\n")));
    }

    private static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(content);
        return target.ToArray();
    }
}

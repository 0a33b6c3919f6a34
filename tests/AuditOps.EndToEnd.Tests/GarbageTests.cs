using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>What people really hand to an import, through the command line, with good records around it that must survive.</summary>
public sealed class GarbageTests(SharedStack shared)
{
    /// <summary>An import of good records alone takes about 70 MB at most (VmHWM), this one 84 MB; the record of 50 MB would come on top if it were ever held whole.</summary>
    private const long MostImportBytes = 110L << 20;

    [Fact]
    public async Task Every_kind_of_garbage_gets_a_clear_answer_and_the_good_records_around_it_are_stored()
    {
        var stack = await shared.StartedAsync();
        var random = new Random(20261121);
        var noise = new byte[1 << 20];
        random.NextBytes(noise);
        var cases = new (string Name, byte[] Content, int Good)[]
        {
            ("random", noise, 0),
            ("truncated-gzip", Gzip(Records("gz", 200))[..^40], -1),
            ("nested", Join(Records("n1", 3), Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000) + "\n"), Records("n2", 3)), 6),
            ("huge", Join(Records("h1", 3), Huge(50 << 20), Records("h2", 3)), 6),
            ("utf8", Join(Records("u1", 3), [.. "{\"Id\":\"bad\",\"Operation\":\""u8, 0xff, 0xfe, 0xc3, .. "\"}\n"u8], Records("u2", 3)), 6),
            ("duplicate-keys", Encoding.UTF8.GetBytes("{\"Id\":\"dk-1\",\"Id\":\"dk-2\",\"Operation\":\"A\",\"Operation\":\"B\",\"CreationTime\":\"2026-01-01T00:00:00\",\"RecordType\":1,\"Workload\":\"Exchange\"}\n"), 1),
            ("csv", Encoding.UTF8.GetBytes("CreationDate,UserIds,Operations,AuditData\r\n2026-01-01,a@b.c,X,\"{\"\"Id\"\":\"\"csv-1\"\",\r\n\"\"Operation\"\":\"\"X\"\",\"\"RecordType\"\":1,\"\"Workload\"\":\"\"Exchange\"\",\"\"CreationTime\"\":\"\"2026-01-01T00:00:00\"\"}\"\r\n"), 1),
            ("cut-array", Encoding.UTF8.GetBytes("[" + string.Join(',', Encoding.UTF8.GetString(Records("ca", 4)).TrimEnd().Split('\n')) + ",{\"Id\":\"ca-cut\",\"Opera"), 4),
        };

        foreach (var (name, content, good) in cases)
        {
            var file = Path.Combine(stack.Data, name);
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

            var process = stack.StartImport(file, "t-" + name);
            var peak = PeakAsync(process);
            var import = await Cli.FinishAsync(process);

            Assert.True(import.Code is 0 or 1 or 2, $"{name}: code {import.Code}");
            Assert.DoesNotContain("   at ", import.Error, StringComparison.Ordinal);
            if (name == "random")
            {
                Assert.True(import.Code == 2, $"random bytes: code {import.Code} {import.Output} {import.Error}");
                Assert.NotEmpty(import.Error);
                continue;
            }

            var json = import.Json;
            Assert.True(
                json.GetProperty("read").GetInt64() == json.GetProperty("published").GetInt64() + json.GetProperty("duplicates").GetInt64() + json.GetProperty("dead_lettered").GetInt64(),
                $"{name}: {json}");
            var stored = await stack.CountAsync("t-" + name);
            Assert.True(good < 0 ? stored > 0 : stored == good, $"{name}: {stored} stored, {good} expected; {json}");
            TestContext.Current.SendDiagnosticMessage($"{name}: the import took at most {await peak >> 20} MB");
            if (name == "huge") Assert.InRange(await peak, 1, MostImportBytes);
            if (name is "nested" or "huge" or "utf8" or "cut-array") Assert.True(json.GetProperty("dead_lettered").GetInt64() >= 1, $"{name}: {json}");
        }

        var letters = await Eventually.HoldsAsync(
            "dead letters being stored", async () => long.Parse(await stack.SqlAsync("SELECT uniqExact(tenant) FROM auditops.dead_letters WHERE startsWith(tenant, 't-')")), tenants => tenants >= 4);
        Assert.True(letters >= 4);
    }

    /// <summary>Most memory that the process has ever held, as the kernel counted it; asked for until the process has gone.</summary>
    private static Task<long> PeakAsync(Process process) => Task.Run(async () =>
    {
        var id = process.Id;
        long peak = 0;
        while (true)
        {
            try
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{id}/status")).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                // A process that has ended and was not waited for has no memory any more.
                if (line is null) return peak;
                peak = Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10);
            }
            catch (IOException)
            {
                return peak;
            }

            await Task.Delay(10);
        }
    });

    private static byte[] Records(string prefix, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append($"{{\"Id\":\"{prefix}-{i}\",\"RecordType\":1,\"CreationTime\":\"2026-01-01T00:00:{i % 60:00}\",\"Operation\":\"Set-Mailbox\",\"Workload\":\"Exchange\",\"UserId\":\"admin@contoso.example\",\"ResultStatus\":\"True\"}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Huge(int bytes) => Encoding.UTF8.GetBytes("{\"Id\":\"huge\",\"Operation\":\"" + new string('x', bytes) + "\"}\n");

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(content);
        return target.ToArray();
    }
}

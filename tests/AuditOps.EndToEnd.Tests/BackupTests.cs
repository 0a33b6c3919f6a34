using System.Globalization;
using System.Text;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>Backups of a running stack, restored elsewhere: whatever was acknowledged before the backup is there once, and the same import goes on from the restored checkpoint.</summary>
public sealed class BackupTests(ITestOutputHelper output)
{
    private const int Settled = 5_000;
    private const int Flowing = 30_000;

    [Fact]
    public async Task A_backup_under_load_restores_to_a_stack_with_nothing_missing_and_nothing_double()
    {
        var folder = EmbeddedStack.NewFolder();
        var archive = Path.Combine(folder, "backup.tar");
        var restored = Path.Combine(folder, "restored");
        try
        {
            var settled = await WriteAsync(folder, "settled", Settled);
            var flowing = await WriteAsync(folder, "flowing", Flowing);
            await using (var stack = await EmbeddedStack.StartInAsync(folder, "--no-sample"))
            {
                var first = await stack.ImportAsync(settled, "backup", "--run", "settled");
                Assert.True(first.Code == 0, first.Error);
                var import = Cli.FinishAsync(Cli.Start(["import", flowing, "--tenant", "backup", "--kafka", stack.Kafka, "--run", "flowing"]));
                await Eventually.HoldsAsync("the second import being stored in part", () => stack.CountAsync("backup"), count => count > Settled + 2_000);

                var backup = await Cli.RunAsync("backup", "--data", Path.Combine(folder, "data"), "--to", archive, "--json");

                var during = await stack.CountAsync("backup");
                Assert.True(backup.Code == 0, backup.Error);
                Assert.True(backup.Json.GetProperty("running").GetBoolean());
                var imported = await import;
                Assert.True(imported.Code == 0, imported.Error);
                await Eventually.HoldsAsync("the backed up stack going on", () => stack.CountAsync("backup"), count => count == Settled + Flowing);
                output.WriteLine($"[FIGURE] backup under load ({during} of {Settled + Flowing} stored): {backup.Output.Trim()}");
                Assert.True(during < Settled + Flowing, "everything was stored before the backup was through: no load");
            }

            Assert.False(Directory.Exists(Path.Combine(folder, "data", "kafka", "backup", "files")));
            var restore = await Cli.RunAsync("restore", "--from", archive, "--data", Path.Combine(restored, "data"), "--json");
            Assert.True(restore.Code == 0, restore.Error);
            Assert.Equal(2, (await Cli.RunAsync("restore", "--from", archive, "--data", Path.Combine(restored, "data"))).Code);

            await using (var stack = await EmbeddedStack.StartInAsync(restored, "--no-sample"))
            {
                Assert.InRange(await stack.CountAsync("backup"), Settled, Settled + Flowing);
                // The same command as before: it goes on behind the last chunk that was committed at the moment of the backup.
                var again = await stack.ImportAsync(flowing, "backup", "--run", "flowing");
                Assert.True(again.Code == 0, again.Error);
                Assert.Equal(Flowing, again.Json.GetProperty("published").GetInt64());
                Assert.Equal(Flowing, again.Json.GetProperty("stored").GetInt64());
                Assert.Equal(Settled + Flowing, await stack.CountAsync("backup"));
                Assert.Equal(Settled + Flowing, await NumberAsync(stack, "SELECT uniqExact(event_id) FROM auditops.events WHERE tenant = 'backup'"));
                Assert.Equal(Settled + Flowing, await NumberAsync(stack, "SELECT count() FROM auditops.events_store WHERE tenant = 'backup'"));
                Assert.Equal(Settled + Flowing, await NumberAsync(stack, "SELECT sum(contents) FROM auditops.event_counts WHERE tenant = 'backup'"));
                Assert.Equal(0, await NumberAsync(stack, "SELECT count() FROM auditops.dead_letters"));
                var pending = await Eventually.HoldsAsync(
                    "completeness coming to rest", () => stack.SqlAsync("SELECT sum(published), sum(stored), sum(pending) FROM auditops.completeness WHERE tenant = 'backup'"), text => text.EndsWith("\t0", StringComparison.Ordinal));
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{Settled + Flowing}\t{Settled + Flowing}\t0"), pending);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_in_one_sentence_and_leaves_the_folder_alone()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            // A stopped folder in small: what backup looks at are names and bytes.
            var data = Path.Combine(folder, "data");
            Directory.CreateDirectory(Path.Combine(data, "kafka", "logs"));
            Directory.CreateDirectory(Path.Combine(data, "clickhouse", "metadata"));
            await File.WriteAllTextAsync(Path.Combine(data, "format"), "1\n", TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(data, "kafka", "logs", "a.log"), Encoding.UTF8.GetBytes(new string('k', 200_000)), TestContext.Current.CancellationToken);
            File.CreateSymbolicLink(Path.Combine(data, "clickhouse", "metadata", "db"), "../store");
            var archive = Path.Combine(folder, "cold.tar");
            var target = Path.Combine(folder, "there");
            Directory.CreateDirectory(target);
            await File.WriteAllTextAsync(Path.Combine(target, "mine"), "mine", TestContext.Current.CancellationToken);

            var backup = await Cli.RunAsync("backup", "--data", data, "--to", archive, "--json");
            Assert.True(backup.Code == 0, backup.Error);
            Assert.False(backup.Json.GetProperty("running").GetBoolean());
            Assert.Equal(2, (await Cli.RunAsync("backup", "--data", data, "--to", archive)).Code);
            var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
            var random = new Random(7);
            for (var i = 0; i < 12; i++)
            {
                var damaged = (byte[])bytes.Clone();
                if (i % 3 == 0) damaged = damaged[..random.Next(bytes.Length)];
                else if (i % 3 == 1) Array.Fill(damaged, (byte)random.Next(256), random.Next(bytes.Length - 2_000), 1_000);
                else damaged[Array.IndexOf(damaged, (byte)'k', 50_000)] ^= (byte)(1 << random.Next(8));
                var file = Path.Combine(folder, "damaged.tar");
                await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);

                var refused = await Cli.RunAsync("restore", "--from", file, "--data", target, "--force");

                Assert.True(refused.Code == 2, $"damage {i}: code {refused.Code}: {refused.Error}");
                Assert.Single(refused.Error.TrimEnd().Split('\n'));
                Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(target, "mine"), TestContext.Current.CancellationToken));
                Assert.False(Directory.Exists(target + ".restoring"));
            }

            Assert.Equal(2, (await Cli.RunAsync("restore", "--from", archive, "--data", target)).Code);
            var restore = await Cli.RunAsync("restore", "--from", archive, "--data", target, "--force");
            Assert.True(restore.Code == 0, restore.Error);
            Assert.Equal(200_000, new FileInfo(Path.Combine(target, "kafka", "logs", "a.log")).Length);
            Assert.Equal("../store", new FileInfo(Path.Combine(target, "clickhouse", "metadata", "db")).LinkTarget);
            Assert.False(File.Exists(Path.Combine(target, "mine")));
            var copy = await Cli.RunAsync("backup", "--data", target, "--to", Path.Combine(folder, "as-folder"));
            Assert.True(copy.Code == 0, copy.Error);
            Assert.Equal(0, (await Cli.RunAsync("restore", "--from", Path.Combine(folder, "as-folder"), "--data", Path.Combine(folder, "third"))).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> NumberAsync(EmbeddedStack stack, string sql) => long.Parse(await stack.SqlAsync(sql), CultureInfo.InvariantCulture);

    private static async Task<string> WriteAsync(string folder, string name, int records)
    {
        var text = new StringBuilder();
        for (var i = 0; i < records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"Id\":\"{name}-{i}\",\"RecordType\":6,\"CreationTime\":\"2026-10-{1 + (i % 28):00}T{i % 24:00}:00:00\",\"Operation\":\"FileAccessed\",\"Workload\":\"SharePoint\",\"UserId\":\"user{i % 97}@contoso.example\",\"ClientIP\":\"192.0.2.{i % 250}\",\"ObjectId\":\"https://contoso.example/{new string((char)('a' + (i % 26)), 300)}\"}}\n");
        }

        var file = Path.Combine(folder, name + ".ndjson");
        await File.WriteAllTextAsync(file, text.ToString());
        return file;
    }
}

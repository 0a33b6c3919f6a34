using AuditOps.Collectors.Import;
using AuditOps.Collectors.Import.Sample;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Processors;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Supervision;

/// <summary>What has to be there before the roles run: topics, tables, and at first start a sample.</summary>
internal static class Preparation
{
    public const string SampleTenant = "sample";

    /// <param name="fix">Whether settings that differ are set right; otherwise they are named.</param>
    /// <returns>One sentence on what was done.</returns>
    public static async Task<string> ProvisionAsync(KafkaOptions kafka, bool fix, TimeProvider time, CancellationToken cancel)
    {
        var clients = new KafkaClientFactory(kafka, NullLoggerFactory.Instance);
        var report = await new TopicProvisioner(clients, time, NullLogger<TopicProvisioner>.Instance).ProvisionAsync([.. TopicCatalog.All, .. Topologies.Changelogs(new DedupeOptions())], fix, cancel);
        var repaired = string.Join("; ", report.Drift.Where(one => one.Fixed).Select(one => $"{one.Topic} had {one.Setting}={one.Actual}, now {one.Wanted}"));
        var drift = string.Join("; ", report.Drift.Where(one => !one.Fixed).Select(one => $"{one.Topic} has {one.Setting}={one.Actual} instead of {one.Wanted}"));
        return $"{report.Created.Count} topics created, {report.Extended.Count} given more partitions, {report.Present} were there.{(repaired.Length > 0 ? $" Set right: {repaired}." : "")}{(drift.Length > 0 ? $" Left as they are: {drift}{(fix ? "" : "; --fix sets right what can be changed")}." : "")}";
    }

    /// <returns>One sentence on what was done.</returns>
    public static async Task<string> MigrateAsync(WarehouseOptions warehouse, CancellationToken cancel)
    {
        using var client = new ClickHouseClient(warehouse);
        var report = await new MigrationRunner(client, NullLogger<MigrationRunner>.Instance).ApplyAsync(cancel);
        return report.Applied.Count == 0 ? $"the tables are at version {report.Version} already." : $"the tables are at version {report.Version} now; applied: {string.Join(", ", report.Applied)}.";
    }

    /// <summary>Imports the generated sample; returns when it was published (it is queryable moments later).</summary>
    public static async Task LoadSampleAsync(string kafka, DataFolder folder, TimeProvider time, CancellationToken cancel)
    {
        var file = Path.Combine(folder.Run, "sample.ndjson");
        await File.WriteAllBytesAsync(file, SampleGenerator.Generate(time.GetUtcNow()), cancel);
        var options = new ImportOptions
        {
            Files = [file],
            Tenant = SampleTenant,
            Kafka = new KafkaOptions { BootstrapServers = kafka },
            RejectedDirectory = folder.Rejected,
        };
        await ImportRun.RunAsync(options, null, time, NullLoggerFactory.Instance, cancel);
        File.Delete(file);
    }
}

using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging;

namespace AuditOps.Warehouse.Migrations;

/// <summary>
/// Brings the database to this version's tables. ClickHouse has no transactional DDL, so every statement of a migration is written to be repeatable and the migration is
/// recorded after its last statement: a run that dies half-way is simply run again, and two runs at once do the same thing twice.
/// </summary>
public sealed class MigrationRunner
{
    private readonly ClickHouseClient client;
    private readonly ILogger logger;
    private readonly IReadOnlyList<Migration> known;

    public MigrationRunner(ClickHouseClient client, ILogger<MigrationRunner> logger)
        : this(client, logger, MigrationFiles.Load())
    {
    }

    internal MigrationRunner(ClickHouseClient client, ILogger logger, IReadOnlyList<Migration> known)
    {
        this.client = client;
        this.logger = logger;
        this.known = known;
    }

    /// <summary>Applies what is missing. Nothing is applied when an applied migration has changed or the database is newer.</summary>
    /// <exception cref="WarehouseException">Kind <see cref="WarehouseErrorKind.MigrationRefused"/> with one sentence for people, or what the server said.</exception>
    public async Task<MigrationReport> ApplyAsync(CancellationToken cancellation)
    {
        await ExecuteAsync("CREATE DATABASE IF NOT EXISTS {db}{on_cluster}", inDatabase: false, cancellation);
        await ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS {db}.schema_migrations{on_cluster}
            (version UInt32, name String, sha256 String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
            ENGINE = {engine:ReplacingMergeTree(applied_at)} ORDER BY version
            """,
            inDatabase: true,
            cancellation);
        var applied = await ReadAppliedAsync(cancellation);
        Check(applied);

        List<string> now = [];
        foreach (var migration in known.Where(m => !applied.ContainsKey(m.Version)))
        {
            foreach (var statement in SqlStatements.Split(migration.Sql)) await ExecuteAsync(statement, inDatabase: true, cancellation);
            var parameters = new QueryParameters().Add("version", migration.Version).Add("name", migration.Name).Add("sha256", migration.Sha256);
            await client.ExecuteAsync(
                "INSERT INTO schema_migrations (version, name, sha256) SELECT {version:UInt32}, {name:String}, {sha256:String}", parameters, cancellation: cancellation);
            Log.MigrationApplied(logger, migration.Name);
            now.Add(migration.Name);
        }

        return new MigrationReport(now, known[^1].Version);
    }

    /// <summary>True when every migration of this version is in the database and none has changed.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellation)
    {
        try
        {
            var applied = await ReadAppliedAsync(cancellation);
            Check(applied);
            return applied.Count == known.Count;
        }
        catch (WarehouseException e) when (e.Kind is WarehouseErrorKind.SchemaMismatch or WarehouseErrorKind.MigrationRefused)
        {
            return false;
        }
    }

    private void Check(Dictionary<int, AppliedMigration> applied)
    {
        foreach (var row in applied.Values.OrderBy(r => r.Version))
        {
            var migration = known.FirstOrDefault(m => m.Version == row.Version);
            if (migration is null)
            {
                throw new WarehouseException(
                    WarehouseErrorKind.MigrationRefused,
                    $"Database {client.Options.Database} has migration {row.Name}, this version of AuditOps knows none after {known[^1].Name}: start a version at least as new as the database.");
            }

            if (migration.Sha256 != row.Sha256)
            {
                throw new WarehouseException(
                    WarehouseErrorKind.MigrationRefused,
                    $"Migration {row.Name} was applied to database {client.Options.Database} with other content than this version carries: put the change into a new migration.");
            }
        }
    }

    private async Task<Dictionary<int, AppliedMigration>> ReadAppliedAsync(CancellationToken cancellation)
    {
        Dictionary<int, AppliedMigration> applied = [];
        var rows = client.QueryAsync("SELECT version, name, sha256 FROM schema_migrations FINAL ORDER BY version", null, MigrationJson.Default.AppliedMigration, cancellation);
        await foreach (var row in rows) applied[row.Version] = row;
        return applied;
    }

    private Task ExecuteAsync(string sql, bool inDatabase, CancellationToken cancellation) =>
        client.ExecuteAsync(SqlFlavor.Fill(sql, client.Options), null, inDatabase, cancellation);
}

using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Warehouse;

public sealed class MigrationTests(WarehouseFixture clickHouse)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_run_applies_nothing()
    {
        using var client = new ClickHouseClient(await clickHouse.NewDatabaseOptionsAsync());
        var runner = new MigrationRunner(client, NullLogger<MigrationRunner>.Instance);

        var first = await runner.ApplyAsync(Now);
        var second = await runner.ApplyAsync(Now);

        Assert.Equal(MigrationFiles.Load().Select(m => m.Name), first.Applied);
        Assert.Empty(second.Applied);
        Assert.Equal(first.Version, second.Version);
        Assert.True(await runner.IsCurrentAsync(Now));
    }

    [Fact]
    public async Task A_run_that_died_after_some_statements_is_simply_run_again()
    {
        using var client = new ClickHouseClient(await clickHouse.NewDatabaseOptionsAsync());
        var files = MigrationFiles.Load();
        var half = SqlStatements.Split(files[0].Sql).Take(2);
        var broken = MigrationFiles.Parse(files[0].Name, string.Join(";\n", half) + ";\nSELECT nonsense_column");

        await Assert.ThrowsAsync<WarehouseException>(() => new MigrationRunner(client, NullLogger.Instance, [broken]).ApplyAsync(Now));
        var report = await new MigrationRunner(client, NullLogger<MigrationRunner>.Instance).ApplyAsync(Now);

        Assert.Equal(files.Count, report.Applied.Count);
    }

    [Fact]
    public async Task An_applied_migration_that_changed_is_refused_by_name()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var files = MigrationFiles.Load();
        var changed = files.Select((m, i) => i == 1 ? MigrationFiles.Parse(m.Name, m.Sql + "\n-- another word\n") : m).ToList();
        var runner = new MigrationRunner(client, NullLogger.Instance, changed);

        var error = await Assert.ThrowsAsync<WarehouseException>(() => runner.ApplyAsync(Now));

        Assert.Equal(WarehouseErrorKind.MigrationRefused, error.Kind);
        Assert.Contains(files[1].Name, error.Message, StringComparison.Ordinal);
        Assert.False(await runner.IsCurrentAsync(Now));
    }

    [Fact]
    public async Task A_database_newer_than_the_code_is_refused()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var older = new MigrationRunner(client, NullLogger.Instance, MigrationFiles.Load().Take(1).ToList());

        var error = await Assert.ThrowsAsync<WarehouseException>(() => older.ApplyAsync(Now));

        Assert.Equal(WarehouseErrorKind.MigrationRefused, error.Kind);
        Assert.Contains("at least as new", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_tables_is_not_current()
    {
        using var client = new ClickHouseClient(await clickHouse.NewDatabaseOptionsAsync());

        Assert.False(await new MigrationRunner(client, NullLogger<MigrationRunner>.Instance).IsCurrentAsync(Now));
    }

    [Fact]
    public void A_cluster_gets_replicated_tables_everywhere()
    {
        var options = new WarehouseOptions { Cluster = "main", Database = "soc" };

        foreach (var statement in MigrationFiles.Load().SelectMany(m => SqlStatements.Split(SqlFlavor.Fill(m.Sql, options))))
        {
            // Rows reach the other replicas by themselves; only what defines tables has to be said everywhere.
            if (!statement.StartsWith("INSERT", StringComparison.Ordinal)) Assert.Contains(" ON CLUSTER main", statement, StringComparison.Ordinal);
            Assert.DoesNotContain("{", statement, StringComparison.Ordinal);
            if (statement.Contains("ENGINE", StringComparison.Ordinal)) Assert.Contains("= Replicated", statement, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_of_the_files_are_unique_and_without_gaps()
    {
        Assert.Equal(Enumerable.Range(1, MigrationFiles.Load().Count), MigrationFiles.Load().Select(m => m.Version));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2;", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("SELECT ';'", new[] { "SELECT ';'" })]
    [InlineData(@"SELECT 'a\';b'; X", new[] { @"SELECT 'a\';b'", "X" })]
    [InlineData("SELECT `a;b`, \"c;d\"", new[] { "SELECT `a;b`, \"c;d\"" })]
    [InlineData("-- a; b\nX; /* c; ' */ Y", new[] { "X", "Y" })]
    [InlineData("A - B / C; --", new[] { "A - B / C" })]
    [InlineData(" ;; ", new string[0])]
    public void Statements_are_cut_at_semicolons_that_are_not_text(string sql, string[] expected) => Assert.Equal(expected, SqlStatements.Split(sql));

    [Theory]
    [InlineData("SELECT 'a")]
    [InlineData("/* a")]
    public void An_open_quote_or_comment_is_an_error(string sql) => Assert.Throws<FormatException>(() => SqlStatements.Split(sql));
}

using System.Text;
using AuditOps.Collectors;
using AuditOps.Collectors.Configuration;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_fault_is_reported_at_once_and_no_secret_with_it()
    {
        var file = """
            {"Tenants":[{"Name":"Contoso GmbH","TenantId":"nope","ClientId":"x","ClientSecret":"planted-1","CertificateFile":"planted.pem","Cloud":"mars","Sources":["entra.audit","nothing"]},
             {"Name":"a","TenantId":"11111111-2222-3333-4444-555555555555","ClientId":"11111111-2222-3333-4444-555555555555","ClientSecret":"planted-2","Cloud":"custom","LoginEndpoint":"http://example.org","GraphEndpoint":"http://127.0.0.1:1","ManagementEndpoint":"https://example.org"},
             {"Name":"b","TenantId":"11111111-2222-3333-4444-555555555555","ClientId":"11111111-2222-3333-4444-555555555555","ClientSecretVariable":"AUDITOPS_NO_SUCH_VARIABLE"}],
             "Limits":{"Concurrency":0},"Windows":{"Overlap":"-00:01:00"}}
            """;
        var faults = Assert.Throws<CollectorsException>(() => CollectConfiguration.From(CollectFile.Parse(Encoding.UTF8.GetBytes(file)), "/tmp")).Message;
        string[] expected = ["lower-case letters", "TenantId must be a GUID", "ClientId must be a GUID", "exactly one of", "Cloud must be", "'nothing' is not a source", "tenant a: LoginEndpoint must be an https", "AUDITOPS_NO_SUCH_VARIABLE is not set", "Concurrency must", "Overlap must"];
        Assert.All(expected, text => Assert.Contains(text, faults, StringComparison.Ordinal));
        Assert.DoesNotContain("planted-", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Tenants":[null]}""", "an entry of Tenants is null")]
    [InlineData("""{"Tenants":[A],"Windows":{"Sweeps":null}}""", "Sweeps must be a list")]
    [InlineData("""{"Tenants":[A],"Windows":{"Sweeps":[null]}}""", "Sweeps must be a list")]
    [InlineData("""{"Tenants":[A],"Windows":{"Sweeps":[{"Every":"01:00:00","Reach":"03:00:00"},{"Every":"02:00:00","Reach":"03:00:00.1"}]}}""", "the same Reach")]
    [InlineData("""{"Tenants":[A,B]}""", "a and b have the same TenantId")]
    public void What_would_stop_a_collector_later_is_refused_with_a_sentence(string file, string fault)
    {
        const string Tenant = """{"Name":"NAME","TenantId":"11111111-2222-3333-4444-555555555555","ClientId":"11111111-2222-3333-4444-555555555556","ClientSecret":"s"}""";
        file = file.Replace("[A", "[" + Tenant.Replace("NAME", "a", StringComparison.Ordinal), StringComparison.Ordinal).Replace("B]", Tenant.Replace("NAME", "b", StringComparison.Ordinal) + "]", StringComparison.Ordinal);
        Assert.Contains(fault, Assert.Throws<CollectorsException>(() => CollectConfiguration.From(CollectFile.Parse(Encoding.UTF8.GetBytes(file)), "/tmp")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Tenants":[{"ClientSekret":"planted"}]}""")]
    [InlineData("""{"Tenants":[{"ClientSecret":planted}]}""")]
    [InlineData("""{"Tenants":"planted"}""")]
    [InlineData("planted")]
    public void A_file_that_cannot_be_read_is_refused_without_quoting_it(string file) =>
        Assert.DoesNotContain("planted", Assert.Throws<CollectorsException>(() => CollectFile.Parse(Encoding.UTF8.GetBytes(file))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_file_that_a_simulated_tenant_writes_is_understood()
    {
        var file = """
            {"ControlKey":"k","Tenants":[{"Name":"contoso","TenantId":"11111111-2222-3333-4444-555555555555","ClientId":"11111111-2222-3333-4444-555555555556","ClientSecret":"s","Cloud":"custom",
             "LoginEndpoint":"http://127.0.0.1:1234","GraphEndpoint":"http://127.0.0.1:1234","ManagementEndpoint":"http://127.0.0.1:1234","Sources":["all"]}]}
            """;
        var tenant = CollectConfiguration.From(CollectFile.Parse(Encoding.UTF8.GetBytes(file)), "/tmp").Tenants.Single();
        Assert.Equal(FeedCatalog.Feeds.Count, tenant.Feeds.Count);
        Assert.Equal(new Uri("http://127.0.0.1:1234/"), tenant.Endpoints.Graph);
        Assert.DoesNotContain("\"s\"", System.Text.Json.JsonSerializer.Serialize(tenant.Credential.ClientSecret), StringComparison.Ordinal);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Collectors;
using AuditOps.Collectors.Authentication;
using AuditOps.Collectors.Configuration;
using Xunit;

namespace AuditOps.Tests.Collect.Authentication;

// The library keeps a managed identity's tokens for the whole process, by resource: every test asks for one of its own.
/// <summary>The library that fetches tokens from Microsoft's own clouds, with its own protocols, against servers of this machine.</summary>
public sealed class AzureTokenTests
{
    private const string Scope = "https://graph.microsoft.com/.default";

    private static readonly string[] Variables = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_POD_IDENTITY_AUTHORITY_HOST"];

    [Fact]
    public async Task A_certificate_signs_an_assertion_that_the_identity_platform_takes()
    {
        await using var microsoft = await LocalMicrosoft.StartAsync();
        var tokens = new AzureTokenSource(Tenant(microsoft, new TenantCredential { Certificate = microsoft.Server.ClientCertificate }), microsoft.Http);
        var token = await tokens.GetAsync(Scope, TestContext.Current.CancellationToken);
        Assert.Contains("AuditLog.Read.All", TokenRoles.In(token)!);
        Assert.Equal(token, await tokens.GetAsync(Scope, TestContext.Current.CancellationToken));
        tokens.Reject(Scope, token);
        Assert.NotEqual(token, await tokens.GetAsync(Scope, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_certificate_that_is_not_the_applications_is_refused_and_so_is_a_wrong_secret_and_neither_is_repeated()
    {
        await using var microsoft = await LocalMicrosoft.StartAsync();
        using var key = RSA.Create(2048);
        using var other = new CertificateRequest("CN=planted-certificate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        foreach (var credential in (TenantCredential[])[new() { Certificate = other }, new() { ClientSecret = new Secret("planted-secret") }])
        {
            var refused = await Assert.ThrowsAsync<CollectorsException>(async () => await new AzureTokenSource(Tenant(microsoft, credential), microsoft.Http).GetAsync(Scope, TestContext.Current.CancellationToken));
            Assert.Equal((CollectorsErrorCode.CredentialsRefused, "AADSTS7000215"), (refused.Code, refused.ServiceCode));
            Assert.DoesNotContain("planted", refused.ToString(), StringComparison.Ordinal);
        }

        var secret = new AzureTokenSource(Tenant(microsoft, new TenantCredential { ClientSecret = new Secret(microsoft.Server.Tenants[0].ClientSecret) }), microsoft.Http);
        Assert.NotEmpty(await secret.GetAsync(Scope, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_managed_identity_gets_its_token_from_the_machine_that_it_runs_on()
    {
        await using var identity = await LocalIdentity.StartAsync();
        await using var _ = new VariableScope(Variables);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", identity.Address + "/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "planted-machine-secret");
        using var http = new HttpClient();
        var user = Guid.NewGuid().ToString();
        foreach (var name in (string[])["system", user])
        {
            var tokens = new AzureTokenSource(Tenant(null, new TenantCredential { ManagedIdentity = name }), http);
            Assert.Equal("machine-token", await tokens.GetAsync(Scope, TestContext.Current.CancellationToken));
            var (path, query, headers) = identity.Requests.Last();
            Assert.Equal(("/msi/token", "https://graph.microsoft.com", "planted-machine-secret"), (path, query["resource"], headers["X-IDENTITY-HEADER"]));
            Assert.Equal(name == "system" ? null : user, query.GetValueOrDefault("client_id"));
        }
    }

    [Fact]
    public async Task A_machine_that_refuses_its_identity_is_said_without_its_secret()
    {
        await using var identity = await LocalIdentity.StartAsync();
        identity.Status = 400;
        await using var _ = new VariableScope(Variables);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", identity.Address + "/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "planted-machine-secret");
        using var http = new HttpClient();
        var refused = await Assert.ThrowsAsync<CollectorsException>(async () => await new AzureTokenSource(Tenant(null, new TenantCredential { ManagedIdentity = "system" }), http).GetAsync("https://refused.example.com/.default", TestContext.Current.CancellationToken));
        Assert.NotEmpty(identity.Requests);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_virtual_machine_is_asked_the_way_its_metadata_service_wants()
    {
        await using var identity = await LocalIdentity.StartAsync();
        await using var _ = new VariableScope(Variables);
        Environment.SetEnvironmentVariable("AZURE_POD_IDENTITY_AUTHORITY_HOST", identity.Address);
        using var http = new HttpClient();
        var tokens = new AzureTokenSource(Tenant(null, new TenantCredential { ManagedIdentity = "system" }), http);
        Assert.Equal("machine-token", await tokens.GetAsync("https://manage.office.com/.default", TestContext.Current.CancellationToken));
        var (path, query, headers) = identity.Requests.Single();
        Assert.Equal(("/metadata/identity/oauth2/token", "https://manage.office.com", "true"), (path, query["resource"], headers["Metadata"]));
    }

    private static TenantOptions Tenant(LocalMicrosoft? microsoft, TenantCredential credential) => new()
    {
        Name = "tokens",
        TenantId = microsoft is null ? Guid.NewGuid() : Guid.Parse(microsoft.Server.Tenants[0].TenantId),
        ClientId = microsoft is null ? Guid.Empty : Guid.Parse(microsoft.Server.Tenants[0].ClientId),
        Credential = credential,
        Cloud = Cloud.Global,
        Endpoints = CloudEndpoints.Of(Cloud.Global),
        Feeds = [],
        Windows = new WindowOptions(),
    };
}

using AuditOps.Collectors.Configuration;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace AuditOps.Collectors.Authentication;

/// <summary>Tokens of Microsoft's own clouds, through Azure.Identity, which caches them and renews them before they end.</summary>
internal sealed class AzureTokenSource(TenantOptions tenant, HttpClient http) : ITokenSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private TokenCredential _credential = Create(tenant, http);

    public async ValueTask<string> GetAsync(string scope, CancellationToken cancel)
    {
        try
        {
            var token = (await _credential.GetTokenAsync(new TokenRequestContext([scope], tenantId: tenant.TenantId.ToString()), cancel)).Token;
            lock (_lock) _given[scope] = token;
            return token;
        }
        catch (CredentialUnavailableException)
        {
            throw new CollectorsException(CollectorsErrorCode.CredentialsRefused, "there is no managed identity on this machine.");
        }
        catch (AuthenticationFailedException exception)
        {
            // The text of the exception may repeat what was sent; only the identity platform's own code goes on.
            var code = EntraErrors.CodeIn(exception);
            throw new CollectorsException(EntraErrors.Means(code), EntraErrors.Explain(code)) { ServiceCode = code };
        }
    }

    /// <summary>The library has no way to drop a token that is still valid by its own clock; a new credential begins with an empty cache. Once for a token, however many requests it was refused to.</summary>
    public void Reject(string scope, string token)
    {
        lock (_lock)
        {
            if (!_given.TryGetValue(scope, out var given) || given != token) return;
            _given.Clear();
            _credential = Create(tenant, http);
        }
    }

    private static TokenCredential Create(TenantOptions tenant, HttpClient http)
    {
        var id = tenant.TenantId.ToString();
        var transport = new HttpClientTransport(http);
        var authority = tenant.Endpoints.Login;
        var credential = tenant.Credential;
        if (credential.ManagedIdentity is { } identity)
            return new ManagedIdentityCredential(identity == "system" ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(identity));
        if (credential.Certificate is { } certificate)
            return new ClientCertificateCredential(id, tenant.ClientId.ToString(), certificate, new ClientCertificateCredentialOptions { AuthorityHost = authority, Transport = transport });
        return new ClientSecretCredential(id, tenant.ClientId.ToString(), credential.ClientSecret!.Reveal(), new ClientSecretCredentialOptions { AuthorityHost = authority, Transport = transport });
    }
}

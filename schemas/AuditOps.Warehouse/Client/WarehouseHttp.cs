using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AuditOps.Warehouse.Client;

/// <summary>The HttpClient behind <see cref="ClickHouseClient"/>: TLS with a private authority, credentials in headers, no cookies, no redirects.</summary>
internal static class WarehouseHttp
{
    public static HttpClient Create(WarehouseOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ChainPolicy(options.CaFile) },
        };
        var http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add("X-ClickHouse-User", options.User);
        if (options.ReadPassword() is { Length: > 0 } password) http.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
        return http;
    }

    private static X509ChainPolicy? ChainPolicy(string? caFile)
    {
        if (caFile is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy;
    }
}

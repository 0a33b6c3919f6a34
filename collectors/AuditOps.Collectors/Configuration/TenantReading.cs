using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Configuration;

/// <summary>Checks one tenant of the file and fetches its secret. What it says of a fault holds no secret.</summary>
internal static class TenantReading
{
    private const string Pem = "-----BEGIN";

    /// <returns>Null when there are faults.</returns>
    public static TenantOptions? Read(TenantFile file, string where, WindowOptions shared, string folder, List<string> faults)
    {
        var before = faults.Count;
        if (!TenantKey.TryParse(file.Name, out _)) Fault($"Name must be 1 to {TenantKey.MaxLength} lower-case letters, digits and hyphens");
        if (!Guid.TryParse(file.TenantId, out var tenantId)) Fault("TenantId must be a GUID");
        var clientId = Guid.Empty;
        if (file.ManagedIdentity is null && !Guid.TryParse(file.ClientId, out clientId)) Fault("ClientId must be a GUID");
        var credential = Credential(file, folder, Fault);
        var cloud = CloudOf(file.Cloud, Fault);
        var endpoints = Endpoints(file, cloud, Fault);
        if (cloud == Cloud.Custom && credential?.ManagedIdentity is not null) Fault("ManagedIdentity works in Microsoft's own clouds only");
        var feeds = Feeds(file.Sources ?? [FeedCatalog.All], Fault);
        var windows = file.Windows ?? shared;
        if (file.Windows is not null) faults.AddRange(windows.Validate($"{where}, Windows"));
        if (faults.Count > before) return null;
        return new TenantOptions { Name = file.Name!, TenantId = tenantId, ClientId = clientId, Credential = credential!, Cloud = cloud, Endpoints = endpoints!, Feeds = feeds, Windows = windows };

        void Fault(string text) => faults.Add($"{where}: {text}");
    }

    private static TenantCredential? Credential(TenantFile file, string folder, Action<string> fault)
    {
        string?[] given = [file.ClientSecret, file.ClientSecretFile, file.ClientSecretVariable, file.CertificateFile, file.ManagedIdentity];
        if (given.Count(text => !string.IsNullOrEmpty(text)) != 1)
        {
            fault("give exactly one of ClientSecret, ClientSecretFile, ClientSecretVariable, CertificateFile, ManagedIdentity");
            return null;
        }

        try
        {
            if (file.CertificateFile is { Length: > 0 } certificate) return new TenantCredential { Certificate = Certificate(Path.Combine(folder, certificate), Password(file, folder)) };
            if (file.ManagedIdentity is { Length: > 0 } identity) return new TenantCredential { ManagedIdentity = identity };
            var secret = file.ClientSecret is { Length: > 0 } text ? text
                : file.ClientSecretFile is { Length: > 0 } path ? File.ReadAllText(Path.Combine(folder, path)).TrimEnd('\r', '\n')
                : Environment.GetEnvironmentVariable(file.ClientSecretVariable!);
            if (!string.IsNullOrEmpty(secret)) return new TenantCredential { ClientSecret = new Secret(secret) };
            fault(file.ClientSecretVariable is null ? "the client secret is empty" : $"the environment variable {file.ClientSecretVariable} is not set");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault($"{file.ClientSecretFile ?? file.CertificateFile} cannot be read");
        }
        catch (CryptographicException)
        {
            fault($"{file.CertificateFile} is no certificate with a private key, or its password is wrong");
        }

        return null;
    }

    private static string? Password(TenantFile file, string folder) =>
        file.CertificatePasswordFile is { Length: > 0 } path ? File.ReadAllText(Path.Combine(folder, path)).TrimEnd('\r', '\n') : null;

    private static X509Certificate2 Certificate(string path, string? password)
    {
        var bytes = File.ReadAllBytes(path);
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        var certificate = text.Contains(Pem, StringComparison.Ordinal)
            ? password is null ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromEncryptedPem(text, text, password)
            : X509CertificateLoader.LoadPkcs12(bytes, password);
        return certificate.HasPrivateKey ? certificate : throw new CryptographicException("no private key");
    }

    private static Cloud CloudOf(string? text, Action<string> fault)
    {
        switch (text?.ToLowerInvariant())
        {
            case null or "" or "global": return Cloud.Global;
            case "gcc": return Cloud.Gcc;
            case "gcch" or "gcchigh": return Cloud.GccHigh;
            case "dod": return Cloud.Dod;
            case "china": return Cloud.China;
            case "custom": return Cloud.Custom;
            default:
                fault("Cloud must be global, gcc, gcch, dod, china or custom");
                return Cloud.Global;
        }
    }

    private static CloudEndpoints? Endpoints(TenantFile file, Cloud cloud, Action<string> fault)
    {
        if (cloud != Cloud.Custom)
        {
            if ((file.LoginEndpoint ?? file.GraphEndpoint ?? file.ManagementEndpoint) is not null) fault("LoginEndpoint, GraphEndpoint and ManagementEndpoint belong to Cloud custom only");
            return CloudEndpoints.Of(cloud);
        }

        var login = Endpoint(nameof(file.LoginEndpoint), file.LoginEndpoint, fault);
        var graph = Endpoint(nameof(file.GraphEndpoint), file.GraphEndpoint, fault);
        var management = Endpoint(nameof(file.ManagementEndpoint), file.ManagementEndpoint, fault);
        return login is null || graph is null || management is null ? null : new CloudEndpoints(login, graph, management);
    }

    private static Uri? Endpoint(string name, string? text, Action<string> fault)
    {
        if (Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Query.Length == 0 && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            return address;
        fault($"{name} must be an https address (http on this machine only)");
        return null;
    }

    private static List<FeedSpec> Feeds(IReadOnlyList<string> names, Action<string> fault)
    {
        var feeds = new List<FeedSpec>();
        foreach (var name in names)
        {
            var found = FeedCatalog.Find(name);
            if (found.Count == 0) fault($"'{name}' is not a source; known are all, {string.Join(", ", FeedCatalog.Names)}");
            feeds.AddRange(found.Where(feed => !feeds.Contains(feed)));
        }

        if (names.Count == 0) fault("Sources names none");
        return feeds;
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>Finds a request's user: <c>X-ClickHouse-User</c>/<c>-Key</c>, Basic authentication, or user and password in the URL.</summary>
internal sealed class Authenticator
{
    private readonly Dictionary<string, (ClickHouseUser User, byte[]? Hash)> users = new(StringComparer.Ordinal);
    private readonly bool loopback;

    public Authenticator(ClickHouseOptions options)
    {
        loopback = options.IsLoopback;
        foreach (var user in options.Users)
        {
            var hash = user.PasswordSha256 is { } hex ? Convert.FromHexString(hex)
                : string.IsNullOrEmpty(user.Password) ? null
                : SHA256.HashData(Encoding.UTF8.GetBytes(user.Password));
            users[user.Name] = (user, hash);
        }
    }

    public ClickHouseUser Authenticate(HttpRequest request)
    {
        var (name, password) = Credentials(request);
        var known = users.TryGetValue(name, out var entry);
        // The same work whether or not the name exists.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        var right = CryptographicOperations.FixedTimeEquals(given, known && entry.Hash is not null ? entry.Hash : new byte[32]);
        if (!known || (entry.Hash is not null && !right) || (entry.Hash is null && password.Length > 0))
            throw new QueryException(ErrorCodes.AuthenticationFailed, $"{name}: Authentication failed: password is incorrect, or there is no user with such name.", "AUTHENTICATION_FAILED");
        if (entry.Hash is null) RefuseForeignPages(request);
        return entry.User;
    }

    private static (string Name, string Password) Credentials(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-ClickHouse-User", out var user) || request.Headers.ContainsKey("X-ClickHouse-Key"))
            return (user.Count > 0 ? user.ToString() : "default", request.Headers["X-ClickHouse-Key"].ToString());
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return Basic(header["Basic ".Length..].Trim());
        if (header.Length > 0) throw new QueryException(ErrorCodes.AuthenticationFailed, "Only Basic authentication is supported", "AUTHENTICATION_FAILED");
        var query = request.Query;
        return (query.TryGetValue("user", out var name) ? name.ToString() : "default", query["password"].ToString());
    }

    private static (string Name, string Password) Basic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            throw new QueryException(ErrorCodes.AuthenticationFailed, "Invalid Basic authentication header", "AUTHENTICATION_FAILED");
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>
    /// Without a password, loopback is the only protection; a web page the person visits must not get through it, neither
    /// by a cross-site form nor by a name that was re-bound to 127.0.0.1.
    /// </summary>
    private void RefuseForeignPages(HttpRequest request)
    {
        if (!loopback) return;
        var origin = request.Headers.Origin.ToString();
        var foreign = !IsLocal(request.Host.Host)
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLocal(uri.Host)))
            || request.Headers["Sec-Fetch-Site"].ToString() is "cross-site";
        if (foreign) throw new QueryException(ErrorCodes.AccessDenied, "Requests from other origins need a user with a password", "ACCESS_DENIED");
    }

    private static bool IsLocal(string host) =>
        host.Length == 0 || host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

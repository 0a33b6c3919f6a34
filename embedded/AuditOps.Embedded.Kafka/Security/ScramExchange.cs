using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>
/// The server's side of one login: two messages in, two out (RFC 5802, section 5). Whatever is wrong, the client learns only that it failed; a user who is
/// not there fails at the same step as a wrong password.
/// </summary>
internal sealed class ScramExchange(ScramHash hash, ScramRegistry users)
{
    private const int NonceBytes = 24;

    private string _bare = "";
    private string _header = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private string _claimed = "";
    private ScramCredential? _credential;
    private bool _isKnown;

    /// <summary>Who it is; set when the login has succeeded.</summary>
    public string? User { get; private set; }

    private bool HasBegun => _credential is not null;

    /// <summary>Answers a message of the client; null ends the login in failure.</summary>
    public byte[]? Answer(byte[] message)
    {
        if (User is not null) return null;
        return HasBegun ? Final(message) : First(message);
    }

    private byte[]? First(byte[] message)
    {
        if (ScramClientFirst.TryParse(message) is not { } first) return null;
        var found = users.Find(first.User, hash.Mechanism);
        _isKnown = found is not null;
        _credential = found ?? users.Disguise(first.User, hash);
        _claimed = first.User;
        _bare = first.Bare;
        _header = first.Header;
        _nonce = first.Nonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_credential.Salt)},i={_credential.Iterations}";
        return Encoding.UTF8.GetBytes(_serverFirst);
    }

    private byte[]? Final(byte[] message)
    {
        if (ScramClientFinal.TryParse(message, hash.Bytes) is not { } final) return null;
        if (final.Binding != Convert.ToBase64String(Encoding.UTF8.GetBytes(_header)) || final.Nonce != _nonce) return null;
        var exchanged = Encoding.UTF8.GetBytes($"{_bare},{_serverFirst},{final.WithoutProof}");
        var key = hash.Mac(_credential!.StoredKey, exchanged);
        for (var i = 0; i < key.Length; i++) key[i] ^= final.Proof[i];
        var proven = CryptographicOperations.FixedTimeEquals(hash.Hash(key), _credential.StoredKey);
        if (!proven || !_isKnown) return null;
        User = _claimed;
        return Encoding.UTF8.GetBytes("v=" + Convert.ToBase64String(hash.Mac(_credential.ServerKey, exchanged)));
    }
}

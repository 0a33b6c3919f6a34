using System.Security.Cryptography;
using System.Text;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Security;

/// <summary>Logins against the exchange itself, with a client written from the RFC.</summary>
public sealed class ScramExchangeTests : IAsyncLifetime
{
    private const int Seed = 5802;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "auditops-scram-" + Guid.NewGuid().ToString("n"));
    private LogStore _store = null!;
    private MetadataLog _log = null!;
    private ScramRegistry _users = null!;

    public ValueTask InitializeAsync()
    {
        _store = LogStore.Open(new LogStoreOptions { Directory = _directory, MinFreeDiskBytes = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        _log = new MetadataLog(_store);
        _users = new ScramRegistry(_log);
        foreach (var hash in ScramHash.All)
        {
            foreach (var user in (string[])["ann", "a,b=c"]) Assert.Equal(Embedded.Kafka.KafkaError.None, _users.Upsert(user, hash.Mechanism, Credential(hash, "pencil")));
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void The_example_of_RFC_7677_comes_out_as_printed()
    {
        var hash = ScramHash.Find("SCRAM-SHA-256")!;
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var credential = ScramCredential.FromSaltedPassword(hash, 4096, salt, Rfc2898DeriveBytes.Pbkdf2("pencil", salt, 4096, HashAlgorithmName.SHA256, 32));
        const string exchanged = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var message = Encoding.UTF8.GetBytes(exchanged);
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(hash.Mac(credential.ServerKey, message)));
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        var key = hash.Mac(credential.StoredKey, message).Zip(proof, (a, b) => (byte)(a ^ b)).ToArray();
        Assert.Equal(credential.StoredKey, hash.Hash(key));
    }

    [Theory]
    [InlineData("ann", "pencil", true)]
    [InlineData("a=2Cb=3Dc", "pencil", true)]
    [InlineData("ann", "Pencil", false)]
    [InlineData("ann", "", false)]
    [InlineData("nobody", "pencil", false)]
    [InlineData("a=2cb=3Dc", "pencil", false)]
    [InlineData("", "pencil", false)]
    public void Only_the_right_password_of_a_user_logs_in(string user, string password, bool succeeds)
    {
        foreach (var hash in ScramHash.All)
        {
            var exchange = new ScramExchange(hash, _users);
            var client = new Client(hash, user, password);
            var challenge = exchange.Answer(client.First());
            if (challenge is null)
            {
                Assert.False(succeeds);
                continue;
            }
            var answer = exchange.Answer(client.Final(challenge));
            Assert.Equal(succeeds, answer is not null);
            Assert.Equal(succeeds ? user.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal) : null, exchange.User);
            if (succeeds) Assert.Equal(client.ExpectedSignature, Encoding.UTF8.GetString(answer!));
        }
    }

    [Fact]
    public void Asking_twice_does_not_tell_who_is_known()
    {
        var hash = ScramHash.All[0];
        string Salt(string user)
        {
            var challenge = Encoding.UTF8.GetString(new ScramExchange(hash, _users).Answer(new Client(hash, user, "x").First())!);
            return challenge[challenge.IndexOf(",s=", StringComparison.Ordinal)..];
        }

        Assert.Equal(Salt("nobody"), Salt("nobody"));
        Assert.NotEqual(Salt("nobody"), Salt("somebody"));
        Assert.Equal(Salt("ann"), Salt("ann"));
    }

    [Theory]
    [InlineData("p=tls-unique,,n=ann,r=abc")]
    [InlineData("n,a=bob,n=ann,r=abc")]
    [InlineData("n,,m=x,n=ann,r=abc")]
    [InlineData("n,,n=ann,r=abc,tokenauth=true")]
    [InlineData("n,,n=ann,r=")]
    [InlineData("n,,n=ann,r=a b")]
    [InlineData("n,,r=abc,n=ann")]
    [InlineData("n,,n=ann")]
    [InlineData("n,,n=a=2Xn,r=abc")]
    [InlineData("n,,n=ann=,r=abc")]
    [InlineData("n")]
    [InlineData("")]
    public void A_first_message_that_wants_something_else_is_refused(string message) => Assert.Null(new ScramExchange(ScramHash.All[0], _users).Answer(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void Cut_changed_and_oversized_messages_never_log_in_and_never_throw()
    {
        var hash = ScramHash.All[0];
        for (var round = 0; round < 600; round++)
        {
            var random = new Random(Seed + round);
            var client = new Client(hash, "ann", "pencil");
            var exchange = new ScramExchange(hash, _users);
            var first = client.First();
            var hitFirst = random.Next(3) == 0;
            var challenge = exchange.Answer(hitFirst ? Damage(first, random) : first);
            if (challenge is null) continue;
            var final = client.Final(challenge);
            var damaged = hitFirst ? final : Damage(final, random);
            var answer = exchange.Answer(damaged);
            if (answer is not null) Assert.Fail($"seed {Seed + round}: {Encoding.UTF8.GetString(damaged)} logs in");
            Assert.Equal(answer is not null, exchange.User is not null);
        }
        Assert.Null(new ScramExchange(hash, _users).Answer(Encoding.UTF8.GetBytes("n,,n=ann,r=" + new string('x', 100_000))));
        Assert.Null(new ScramExchange(hash, _users).Answer(Encoding.UTF8.GetBytes("n,,n=" + new string('x', 300) + ",r=abc")));
    }

    [Fact]
    public void A_finished_login_takes_no_further_message()
    {
        var hash = ScramHash.All[1];
        var exchange = new ScramExchange(hash, _users);
        var client = new Client(hash, "ann", "pencil");
        var final = client.Final(exchange.Answer(client.First())!);
        Assert.NotNull(exchange.Answer(final));
        Assert.Null(exchange.Answer(final));
    }

    private static byte[] Damage(byte[] message, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                return message[..random.Next(message.Length)];
            case 1:
                return [.. message, (byte)random.Next(256)];
            default:
                var copy = message.ToArray();
                copy[random.Next(copy.Length)] ^= (byte)(1 + random.Next(255));
                return copy;
        }
    }

    private static ScramCredential Credential(ScramHash hash, string password) =>
        ScramCredential.FromSaltedPassword(hash, 4096, "salt"u8.ToArray(), Client.Salted(hash, password, "salt"u8.ToArray(), 4096));

    /// <summary>A client of RFC 5802; the name goes out as given.</summary>
    private sealed class Client(ScramHash hash, string user, string password)
    {
        private const string Nonce = "fyko+d2lbbFgONRv9qkxdawL";

        public string ExpectedSignature { get; private set; } = "";

        public static byte[] Salted(ScramHash hash, string password, byte[] salt, int iterations) =>
            Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash.Mechanism == ScramMechanism.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, hash.Bytes);

        public byte[] First() => Encoding.UTF8.GetBytes($"n,,n={user},r={Nonce}");

        public byte[] Final(byte[] challenge)
        {
            var text = Encoding.UTF8.GetString(challenge);
            var parts = text.Split(',');
            var salted = Salted(hash, password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..], System.Globalization.CultureInfo.InvariantCulture));
            var without = $"c=biws,{parts[0]}";
            var exchanged = Encoding.UTF8.GetBytes($"n={user},r={Nonce},{text},{without}");
            var key = hash.Mac(salted, "Client Key"u8.ToArray());
            var proof = hash.Mac(hash.Hash(key), exchanged).Zip(key, (a, b) => (byte)(a ^ b)).ToArray();
            ExpectedSignature = "v=" + Convert.ToBase64String(hash.Mac(hash.Mac(salted, "Server Key"u8.ToArray()), exchanged));
            return Encoding.UTF8.GetBytes($"{without},p={Convert.ToBase64String(proof)}");
        }
    }
}

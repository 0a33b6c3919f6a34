using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AuditOps.Embedded.Kafka.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>The port on which clients log in, with kafkajs, with librdkafka, and with clients that mean no good.</summary>
public sealed class LoginTests
{
    private const int Seed = 7677;
    private const short SaslAuthenticationFailed = 58;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kafkajs_logs_in_with_either_mechanism_and_not_with_a_wrong_password()
    {
        ForeignClients.RequireNode("kafkajs");
        await using var broker = await TestBroker.StartAsync(options => options with { SaslPort = 0 });
        await broker.AddUserAsync("ann", "one, two = three", ScramMechanism.ScramSha256);
        await broker.AddUserAsync("ann", "four", ScramMechanism.ScramSha512);
        var script = Path.Combine(ForeignClients.Folder, "login-kafkajs.mjs");
        var (exitCode, output) = await ExternalProcess.RunAsync("node", [script, broker.Server.SaslBootstrapServers!, "ann", "one, two = three", "four"], s_limit);
        Assert.True(exitCode == 0, $"kafkajs ended with {exitCode}: {output}");
    }

    [Fact]
    public async Task Librdkafka_logs_in_until_the_user_is_taken_away_and_a_restart_keeps_users()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { SaslPort = 0 });
        await broker.AddUserAsync("ann", "pencil");
        var topic = await broker.CreateTopicAsync();
        using (var producer = broker.Producer(broker.As("ann", "pencil"))) await TestBroker.ProduceAsync(producer, topic, 3);
        await broker.RestartAsync();
        using (var consumer = broker.Consumer("g", broker.As("ann", "pencil")))
        {
            consumer.Subscribe(topic);
            Assert.Equal(3, TestBroker.Take(consumer, 3).Count);
        }
        Assert.Equal(ErrorCode.Local_Authentication, Refusal(broker, "ann", "wrong"));
        Assert.Equal(ErrorCode.Local_Authentication, Refusal(broker, "bob", "pencil"));
        using (var admin = broker.Admin())
            await admin.AlterUserScramCredentialsAsync([new UserScramCredentialDeletion { User = "ann", Mechanism = ScramMechanism.ScramSha512 }]);
        Assert.Equal(ErrorCode.Local_Authentication, Refusal(broker, "ann", "pencil"));
    }

    [Fact]
    public async Task Nothing_but_the_login_is_served_before_it_and_damaged_logins_end_their_connection()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { SaslPort = 0 });
        await broker.AddUserAsync("ann", "pencil");
        foreach (var api in new ApiTable(null!).All)
        {
            if (api.Key is ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate) continue;
            using var stranger = await ConnectAsync(broker);
            await stranger.SendAsync(Request(api.Key, api.MaxVersion, []));
            Assert.Null(await AnswerAsync(stranger));
        }
        using (var large = await ConnectAsync(broker))
        {
            await large.SendAsync(new byte[] { 0, 2, 0, 0 });
            Assert.Null(await AnswerAsync(large));
        }
        for (var round = 0; round < 12; round++)
        {
            var random = new Random(Seed + round);
            using var socket = await ConnectAsync(broker);
            await socket.SendAsync(Request(ApiKey.SaslHandshake, 1, [0, 13, .. "SCRAM-SHA-256"u8]));
            Assert.NotNull(await AnswerAsync(socket));
            var message = new byte[random.Next(60)];
            random.NextBytes(message);
            if (round % 2 == 0) message = Encoding.UTF8.GetBytes("n,,n=ann,r=" + (round == 0 ? "" : new string(',', round)));
            await socket.SendAsync(Request(ApiKey.SaslAuthenticate, 0, [0, 0, 0, (byte)message.Length, .. message]));
            var answer = await AnswerAsync(socket);
            Assert.True(answer is not null && BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(4)) == SaslAuthenticationFailed, $"seed {Seed + round}");
            Assert.Null(await AnswerAsync(socket));
        }
        using var producer = broker.Producer(broker.As("ann", "pencil"));
        await TestBroker.ProduceAsync(producer, await broker.CreateTopicAsync(), 1);
    }

    [Fact]
    public async Task Who_does_not_log_in_is_cut_off_after_a_while()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { SaslPort = 0, RequestTimeout = TimeSpan.FromSeconds(2) });
        using var socket = await ConnectAsync(broker);
        await socket.SendAsync(Request(ApiKey.ApiVersions, 0, []));
        Assert.NotNull(await AnswerAsync(socket));
        Assert.Null(await AnswerAsync(socket));
    }

    private static ErrorCode Refusal(TestBroker broker, string user, string password)
    {
        ErrorCode? seen = null;
        using var refused = new ManualResetEventSlim();
        var config = new AdminClientConfig();
        broker.As(user, password)(config);
        using var admin = new AdminClientBuilder(config).SetErrorHandler((_, error) =>
        {
            if (error.Code != ErrorCode.Local_Authentication) return;
            seen = error.Code;
            refused.Set();
        }).Build();
        Assert.True(refused.Wait(s_limit, TestContext.Current.CancellationToken), "no login was refused");
        return seen!.Value;
    }

    private static byte[] Request(ApiKey key, short version, byte[] body)
    {
        var bytes = new byte[4 + 10 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 10 + body.Length);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), (short)key);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(6), version);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(12), -1);
        body.CopyTo(bytes.AsSpan(14));
        return bytes;
    }

    /// <summary>The next answer without its size; null when the connection is closed instead.</summary>
    private static async Task<byte[]?> AnswerAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(s_limit);
        try
        {
            return await ReceiveAsync(socket, 4, patience.Token) is { } size ? await ReceiveAsync(socket, BinaryPrimitives.ReadInt32BigEndian(size), patience.Token) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReceiveAsync(Socket socket, int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = await socket.ReceiveAsync(bytes.AsMemory(read), SocketFlags.None, cancel);
            if (got == 0) return null;
            read += got;
        }
        return bytes;
    }

    private static async Task<Socket> ConnectAsync(TestBroker broker)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, broker.Server.SaslPort!.Value));
        return socket;
    }
}

using System.Net.Sockets;
using System.Text;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class RawHttpTests(RunningServer running)
{
    private const int Seed = 77;
    private readonly HttpClient client = running.Client();

    [Theory]
    [InlineData("POST /?query=INSERT%20INTO%20cut%20FORMAT%20JSONEachRow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"a\":1}\n{\"a\":2}\n")]
    [InlineData("POST /?query=INSERT%20INTO%20cut%20FORMAT%20JSONEachRow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"a\":1}\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nINSERT INTO cut VALUES (1)")]
    public async Task A_body_that_is_cut_stores_nothing(string request)
    {
        await client.SqlAsync("CREATE TABLE IF NOT EXISTS cut (a UInt32) ENGINE = MergeTree ORDER BY a");
        await SendAsync(Encoding.ASCII.GetBytes(request), readAnswer: true);
        await client.SqlAsync("SELECT 1");
        Assert.Equal("0\n", await client.SqlAsync("SELECT count() FROM cut"));
    }

    [Fact]
    public async Task Random_and_half_requests_leave_the_server_working()
    {
        var random = new Random(Seed);
        var valid = "POST /?query=SELECT%201 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"u8.ToArray();
        for (var i = 0; i < 100; i++)
        {
            byte[] bytes;
            if (i % 2 == 0) random.NextBytes(bytes = new byte[random.Next(1, 3000)]);
            else
            {
                bytes = valid[..random.Next(1, valid.Length)];
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await SendAsync(bytes, readAnswer: false);
        }

        Assert.True(await client.SqlAsync("SELECT 1") == "1\n", $"seed {Seed}");
    }

    private async Task SendAsync(byte[] bytes, bool readAnswer)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", running.Server.Address.Port);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(bytes);
            socket.Client.Shutdown(SocketShutdown.Send);
            if (readAnswer) await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // The server may close a connection it cannot make sense of.
        }
    }
}

using System.Net;
using System.Text;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class AuthenticationTests(RunningServer running)
{
    private readonly HttpClient client = running.Client();

    [Fact]
    public async Task Credentials_come_by_header_basic_or_URL()
    {
        Assert.Equal("1\n", (await AskAsync("", ("X-ClickHouse-User", "hashed"), ("X-ClickHouse-Key", "test"))).Text);
        Assert.Equal("1\n", (await AskAsync("", ("Authorization", "Basic " + Convert.ToBase64String("reader:read me"u8)))).Text);
        Assert.Equal("1\n", (await AskAsync("&user=reader&password=read%20me")).Text);
        Assert.Equal("1\n", (await AskAsync("", ("Authorization", "Basic " + Convert.ToBase64String("default:"u8)))).Text);
    }

    [Theory]
    [InlineData("reader", "wrong")]
    [InlineData("reader", "")]
    [InlineData("hashed", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("nobody", "")]
    [InlineData("default", "surplus")]
    [InlineData("", "")]
    public async Task Wrong_credentials_get_516(string user, string password)
    {
        foreach (var answer in new[]
        {
            await AskAsync("", ("X-ClickHouse-User", user), ("X-ClickHouse-Key", password)),
            await AskAsync("", ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password)))),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Equal("516", answer.Header("X-ClickHouse-Exception-Code"));
            Assert.StartsWith("Code: 516. DB::Exception: ", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer abc")]
    [InlineData("Authorization", "Basic %%%")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "rebound.example")]
    public async Task What_a_foreign_page_could_send_is_refused(string header, string value) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync("", (header, value))).Status);

    private Task<Answer> AskAsync(string more, params (string, string)[] headers) => client.SendAsync(HttpMethod.Get, "/?query=SELECT%201" + more, null, headers);
}

using System.CommandLine;
using AuditOps.Embedded.ClickHouse;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Commands;

internal static class ClickHouseCommand
{
    /// <summary>The user under which AuditOps itself works on the embedded ClickHouse.</summary>
    public const string ProductUser = "auditops";

    public const string PasswordVariable = Connections.ClickHousePrefix + "PASSWORD";

    public static Command Create()
    {
        var data = CommonOptions.Data("ClickHouse's tables");
        var port = CommonOptions.Port(8123);
        var listen = CommonOptions.Listen();
        var user = new Option<string>("--user") { Description = "Name of the user that may do everything, once a password is given.", DefaultValueFactory = _ => ProductUser };
        var passwordFile = new Option<string?>("--password-file") { Description = $"File with that user's password; or the variable {PasswordVariable}. Without one, everybody who reaches the port may do everything." };
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("clickhouse", "Run the embedded ClickHouse alone, behind its HTTP interface.\nExample: auditops clickhouse --data ./data/clickhouse --port 8123") { data, port, listen, user, passwordFile, readyFile };
        command.SetAction((parsed, cancel) =>
        {
            var options = new ClickHouseOptions { DataDirectory = parsed.GetValue(data)!, Host = parsed.GetValue(listen)!, Port = parsed.GetValue(port) };
            var isLoopback = System.Net.IPAddress.IsLoopback(CommonOptions.Address(options.Host));
            if (Password(parsed.GetValue(passwordFile)) is { } password)
                options = options with { Users = Users(parsed.GetValue(user)!, password, isLoopback) };
            else if (!isLoopback)
                throw new HostException($"{options.Host} can be reached from other machines: give a password with --password-file or {PasswordVariable}.");
            return RoleRunner.RunAsync("clickhouse", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    /// <summary>The password's holder may do everything; on loopback <c>default</c> comes in without one and may do what <see cref="ClickHouseRole.Local"/> may.</summary>
    private static IReadOnlyList<ClickHouseUser> Users(string product, string password, bool isLoopback)
    {
        var user = new ClickHouseUser(product, ClickHouseRole.Product) { Password = password };
        return isLoopback && product != "default" ? [user, new ClickHouseUser("default", ClickHouseRole.Local)] : [user];
    }

    private static string? Password(string? file)
    {
        if (file is null) return Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null;
        if (!File.Exists(file)) throw new HostException($"the password file {file} does not exist.");
        var text = File.ReadAllText(file).TrimEnd('\r', '\n');
        return text.Length > 0 ? text : throw new HostException($"the password file {file} is empty.");
    }

    private static async Task<RunningRole> StartAsync(ClickHouseOptions options, RoleContext context)
    {
        var server = await ClickHouseServer.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole(server.Address.ToString(), Task.Delay(Timeout.Infinite, CancellationToken.None), async () => await server.DisposeAsync());
    }
}

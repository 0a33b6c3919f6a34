using AuditOps.Api.Alarms;
using System.Net;
using AuditOps.Api.Alerts;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Completeness;
using AuditOps.Api.DeadLetters;
using AuditOps.Api.Deliveries;
using AuditOps.Api.Entities;
using AuditOps.Api.Events;
using AuditOps.Api.Health;
using AuditOps.Api.Http;
using AuditOps.Api.OpenApi;
using AuditOps.Api.Problems;
using AuditOps.Api.Rules;
using AuditOps.Api.Rules.Backtest;
using AuditOps.Api.Sources;
using AuditOps.Api.Stats;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AuditOps.Api;

/// <summary>The REST API as one running server.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ApiServer(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening; ClickHouse need not be there yet.</summary>
    /// <exception cref="ApiOptionsException">Options are wrong; the message names all of it.</exception>
    public static async Task<ApiServer> StartAsync(ApiOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        options.Validate();
        var app = Build(options, time, loggers);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        Log.Listening(loggers.CreateLogger<ApiServer>(), address);
        return new ApiServer(app, address);
    }

    /// <summary>Ends once the requests under way are answered.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => app.StopAsync(cancellation);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static WebApplication Build(ApiOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(ApiServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Parse(options.Host), options.Port);
        });
        var services = builder.Services;
        services.AddSingleton(loggers);
        services.AddSingleton(time);
        services.AddSingleton(options);
        services.AddSingleton(new KeyRing(options.Keys));
        services.AddSingleton(_ => new ClickHouseClient(options.Warehouse));
        services.AddSingleton(s => new MigrationRunner(s.GetRequiredService<ClickHouseClient>(), loggers.CreateLogger<MigrationRunner>()));
        services.AddSingleton<ListEventsValidator>();
        services.AddSingleton<ListAlertsValidator>();
        services.AddSingleton<EntityRisks>();
        services.AddSingleton<BacktestGate>();
        services.AddSingleton<VerdictBoard>();
        services.AddSingleton<CommandChannel>();
        services.AddSingleton<CommandGate>();
        services.AddHostedService(static provider => provider.GetRequiredService<CommandChannel>());
        services.AddRouting();
        services.AddProblemDetails();
        services.AddExceptionHandler<WarehouseProblems>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddOpenApi(ApiDescription.DocumentName, ApiDescription.Configure);

        var app = builder.Build();
        app.UseMiddleware<CorrelationId>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseMiddleware<KeyCheck>();
        app.UseMiddleware<ConcurrencyLimit>();
        app.UseRouting();
        HealthEndpoints.Map(app);
        StartPage.Map(app);
        app.MapOpenApi();
        var v1 = app.MapGroup("/api/v1");
        ListEvents.Map(v1);
        GetEvent.Map(v1);
        ListDeadLetters.Map(v1);
        ListCompleteness.Map(v1);
        ListSources.Map(v1);
        ListAlarms.Map(v1);
        GetStats.Map(v1);
        ListAlerts.Map(v1);
        GetAlertSummary.Map(v1);
        GetAlert.Map(v1);
        ChangeStatus.Map(v1);
        AssignAlert.Map(v1);
        CommentAlert.Map(v1);
        ChangeAlerts.Map(v1);
        ListDeliveries.Map(v1);
        Redeliver.Map(v1);
        TestTarget.Map(v1);
        ListRules.Map(v1);
        GetRule.Map(v1);
        CreateRule.Map(v1);
        ChangeRule.Map(v1);
        DeleteRule.Map(v1);
        GetEntity.Map(v1);
        BacktestRule.Map(v1);
        GetCommand.Map(v1);
        return app;
    }
}

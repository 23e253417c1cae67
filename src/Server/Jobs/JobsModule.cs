using Sallyport.Server.ApiKeys;
using Sallyport.Server.Audit;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.Web.Health;
using Sallyport.Server.Web.Loops;

namespace Sallyport.Server.Jobs;

/// <summary>Front desk: what the server does by itself.</summary>
public static class JobsModule
{
    // A reset link is waited for at the screen.
    private static readonly TimeSpan BetweenMails = TimeSpan.FromSeconds(2);

    // It looks once; until it could, it tries again.
    private static readonly TimeSpan AfterTheStart = TimeSpan.FromSeconds(5);

    // Nothing that is demanded waits for it, but the people who are to be told.
    private static readonly TimeSpan BetweenDecisions = TimeSpan.FromSeconds(2);

    // For so long after "keys rotate" a server may go on sealing under the former key.
    private static readonly TimeSpan BetweenLooksAtTheKey = TimeSpan.FromSeconds(30);

    // What was seen of keys is in the list, and in the count of refusals, a second later.
    private static readonly TimeSpan BetweenKeyMarks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooksAtTheClock = TimeSpan.FromMinutes(1);

    // What is rewritten between two of them shows against the later one only if the earlier rows were touched; a line for each busy account each time is the price.
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(15);

    // For so long other nodes go by the issue before.
    private static readonly TimeSpan BetweenLooksAtMetadata = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenFoldings = TimeSpan.FromSeconds(10);

    // What goes wrong is in the log so soon, also where no load balancer asks.
    private static readonly TimeSpan BetweenLooksAtHealth = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromMinutes(10);

    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<Postman>();
        services.AddSingleton<NoteDelivery>();
        services.AddSingleton<SendDueMail>();
        services.AddSingleton<CleanUp>();
        services.AddSingleton<FoldNames>();
        services.AddSingleton<FollowKey>();
        services.AddSingleton<CompareClocks>();
        services.AddSingleton<WarnOfDeadEnds>();
        services.Repeat<WarnOfDeadEnds>(AfterTheStart, (job, cancel) => job.Look(cancel));
        services.Repeat<FollowDecisions>(BetweenDecisions, (job, cancel) => job.Follow(cancel));
        for (var lane = 0; lane < SendDueMail.JobCount; lane++)
        {
            var number = lane;
            services.Repeat<SendDueMail>(BetweenMails, (mail, cancel) => mail.SendIn(number, cancel));
        }
        services.Repeat<KeyUses>(BetweenKeyMarks, (job, cancel) => job.Write(cancel));
        services.Repeat<KeyRefusalLog>(BetweenKeyMarks, (job, cancel) => job.Write(cancel));
        services.Repeat<AttemptRefusals>(BetweenKeyMarks, (job, cancel) => job.Write(cancel));
        services.AddSingleton<IRefusalLog>(provider => provider.GetRequiredService<KeyRefusalLog>());
        services.AddSingleton<IRefusalLog>(provider => provider.GetRequiredService<AttemptRefusals>());
        services.AddHostedService<WriteLastRefusals>();
        services.Repeat<FollowKey>(BetweenLooksAtTheKey, (job, cancel) => job.Follow(cancel));
        // The machine's own clock, also where a test has set another one.
        services.Repeat<CompareClocks>(BetweenLooksAtTheClock, (job, cancel) => job.Compare(TimeProvider.System, cancel));
        services.Repeat<WriteCheckpoints>(BetweenCheckpoints, (job, cancel) => job.Write(cancel));
        services.Repeat<FidoMetadata>(BetweenLooksAtMetadata, (metadata, cancel) => metadata.Follow(cancel));
        services.Repeat<FoldNames>(BetweenFoldings, (job, cancel) => job.Fold(cancel));
        services.Repeat<LookAtHealth>(BetweenLooksAtHealth, (health, _) => health.Look());
        services.AddHealthCheck<SendDueMail>("mail", HealthState.Degraded, (mail, cancel) => mail.WhyStuck(cancel));
        services.Repeat<CleanUp>(BetweenCleanings, (job, cancel) => job.Clean(cancel));
    }

    private static void Repeat<T>(this IServiceCollection services, TimeSpan every, Func<T, CancellationToken, Task> run)
        where T : notnull =>
        services.AddSingleton<IHostedService>(provider => new RepeatedJob(
            typeof(T).Name,
            every,
            cancel => run(provider.GetRequiredService<T>(), cancel),
            provider.GetRequiredService<BackgroundLoops>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<T>()
        ));
}

using Sallyport.Server.ApiKeys;

namespace Sallyport.Server.Jobs;

/// <summary>Front desk: what the server does by itself.</summary>
public static class JobsModule
{
    // A reset link is waited for at the screen.
    private static readonly TimeSpan BetweenMails = TimeSpan.FromSeconds(2);

    // For so long after "keys rotate" a server may go on sealing under the former key.
    private static readonly TimeSpan BetweenLooksAtTheKey = TimeSpan.FromSeconds(30);

    // What was seen of keys is in the list, and in the count of refusals, a second later.
    private static readonly TimeSpan BetweenKeyMarks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromMinutes(10);

    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<Postman>();
        services.AddSingleton<SendDueMail>();
        services.AddSingleton<CleanUp>();
        services.AddSingleton<FollowKey>();
        services.Repeat<SendDueMail>(BetweenMails, (job, cancel) => job.Send(cancel));
        services.Repeat<KeyUses>(BetweenKeyMarks, (job, cancel) => job.Write(cancel));
        services.Repeat<KeyRefusalLog>(BetweenKeyMarks, (job, cancel) => job.Write(cancel));
        services.Repeat<FollowKey>(BetweenLooksAtTheKey, (job, cancel) => job.Follow(cancel));
        services.Repeat<CleanUp>(BetweenCleanings, (job, cancel) => job.Clean(cancel));
    }

    private static void Repeat<T>(this IServiceCollection services, TimeSpan every, Func<T, CancellationToken, Task> run)
        where T : notnull =>
        services.AddSingleton<IHostedService>(provider => new RepeatedJob(
            every,
            cancel => run(provider.GetRequiredService<T>(), cancel),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<T>()
        ));
}

namespace Sallyport.Server.Jobs;

/// <summary>Front desk: what the server does by itself.</summary>
public static class JobsModule
{
    public static void AddJobs(this IServiceCollection services) { }
}

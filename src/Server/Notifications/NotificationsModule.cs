using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Sallyport.Server.Notifications;

/// <summary>Front desk.</summary>
public static class NotificationsModule
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<MailWriter>();
        services.AddSingleton<QueueMail>();
    }

    public static void GuardNotifications(this PageConventionCollection pages) { }
}

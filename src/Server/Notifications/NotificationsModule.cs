using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.Web;

namespace Sallyport.Server.Notifications;

/// <summary>Front desk.</summary>
public static class NotificationsModule
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<MailWriter>();
        services.AddSingleton<QueueMail>();
        services.AddSingleton<TellAdministrators>();
        services.AddSingleton<FreezeLink>();
        services.AddSingleton<MailHealth>();
    }

    /// <param name="pages">All pages.</param>
    /// <param name="isDevelopment">Waiting mails hold live links: their page is there for the developer alone, and nowhere else even as a route.</param>
    public static void GuardNotifications(this PageConventionCollection pages, bool isDevelopment)
    {
        const string WaitingMails = "/Notifications/WaitingMailsPage";
        if (isDevelopment)
            pages.Guard(WaitingMails, Guards.Public);
        else
            pages.AddPageRouteModelConvention(WaitingMails, page => page.Selectors.Clear());
    }
}

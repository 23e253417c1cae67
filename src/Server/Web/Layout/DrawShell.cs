using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;

namespace Sallyport.Server.Web.Layout;

/// <summary>Decides what the frame shows: for whoever is signed in from the session, else what the page said about the account.</summary>
public sealed class DrawShell(Current current, IStringLocalizer<Texts> texts)
{
    /// <summary>A signed-out page that knows whose portal it is says so by `Features.Set(new Shell(…))`.</summary>
    public Shell For(HttpContext context) =>
        context.Features.Get<Shell>() ?? (current.Person is { } person ? Of(person) : Shell.Plain);

    private Shell Of(SignedIn person) =>
        new(
            person.Account.Name,
            person.Account.SupportContact,
            new ShellPerson(
                person.User.FullName,
                person.User.Email,
                person.Factors.MfaOn,
                person.Caller.May(Permission.ManageApiKey)
            ),
            person.MustEnrol || person.MustChangePassword ? [] : Menu(person.Caller)
        );

    private List<MenuItem> Menu(Caller caller)
    {
        List<MenuItem> menu =
        [
            new("security", texts["Security"], "/me/security"),
            new("sessions", texts["Sessions"], "/me/sessions"),
        ];
        var own = menu.Count;
        if (caller.May(Permission.ViewPolicy))
            menu.Add(new("account", texts["Account"], "/account"));
        if (caller.May(Permission.ViewUser))
            menu.Add(new("users", texts["Users"], "/account/users"));
        if (caller.May(Permission.ManageRole))
            menu.Add(new("roles", texts["Roles"], "/account/roles"));
        if (caller.May(Permission.ViewPolicy))
            menu.Add(new("policy", texts["Policy"], "/account/policy"));
        if (caller.May(Permission.ViewAudit))
            menu.Add(new("audit", texts["Audit"], "/account/audit"));
        if (menu.Count > own)
            menu[own] = menu[own] with { StartsGroup = true };
        return menu;
    }
}

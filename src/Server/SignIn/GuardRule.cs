using Microsoft.AspNetCore.Authorization;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>What a guard asks of the person.</summary>
internal sealed record GuardRule(Func<SignedIn, bool> Admits) : IAuthorizationRequirement;

/// <summary>Gives the guards of <see cref="Guards"/> their meaning.</summary>
internal sealed class GuardMeaning(Current current) : AuthorizationHandler<GuardRule>
{
    public static void Define(AuthorizationOptions options)
    {
        void Add(string name, Func<SignedIn, bool> admits) =>
            options.AddPolicy(name, policy => policy.AddRequirements(new GuardRule(admits)));

        Add(Guards.Session, _ => true);
        Add(Guards.Enrolled, person => !person.MustEnrol);
        Add(Guards.Member, IsMember);
        Add(Guards.Operator, person => IsMember(person) && person.User.IsOperator);
        foreach (var permission in Enum.GetValues<Permission>())
            Add(Guards.May(permission), person => IsMember(person) && person.Caller.May(permission));
        // A route without a guard is closed to everybody: deny on error.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GuardRule requirement)
    {
        if (current.Person is { } person && requirement.Admits(person))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsMember(SignedIn person) => person is { MustEnrol: false, MustChangePassword: false };
}

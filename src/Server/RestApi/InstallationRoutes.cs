using System.Globalization;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;

namespace Sallyport.Server.RestApi;

/// <summary>What holds for all accounts.</summary>
/// <param name="CutOff">In accounts made after it, "advised" means "required".</param>
/// <param name="EverybodyFrom">From then on everybody is required; null: nobody is.</param>
public sealed record InstallationAnswer(DateTimeOffset CutOff, DateTimeOffset? EverybodyFrom);

/// <summary>What is to be changed; what is left out stays.</summary>
/// <param name="CutOff">A time.</param>
/// <param name="EverybodyFrom">A time; empty: nobody is required by the installation any more.</param>
/// <param name="Confirmed">How many people it reaches was looked at before: asked for where it reaches some.</param>
public sealed record InstallationChangeBody(DateTimeOffset? CutOff = null, string? EverybodyFrom = null, bool Confirmed = false);

/// <summary>The installation's own rule (MUST-1). Operators change it.</summary>
internal sealed class InstallationRoutes(ShowPolicy show, ChangeInstallation change)
{
    public async Task<IResult> Show(RestCall call) => Answer(call, (await show.Show(call.Caller, call.Cancel)).Installation);

    public async Task<IResult> Change(RestCall call, Body<InstallationChangeBody> body)
    {
        if (Preconditions.Seen(call, out string tag) is { } fault)
            return fault;
        if (!call.Caller.IsOperator)
            return Problems.Say(ProblemCode.OperatorAlone);
        var (cutOff, everybodyFrom, confirmed) = body.Value;
        if (!TryTime(everybodyFrom, out var from))
            return Problems.Fields([
                new RefusedMember("everybodyFrom", "time_malformed", "A time such as 2027-01-01T00:00:00Z, or empty."),
            ]);
        var seen = (await show.Show(call.Caller, call.Cancel)).Installation;
        if (tag != TagOf(seen))
            return Problems.Say(ProblemCode.EditedMeanwhile);
        var after = new InstallationRule(cutOff ?? seen.CutOff, everybodyFrom is null ? seen.EverybodyFrom : from);
        if (!confirmed && await change.Reached(after, call.Cancel) is > 0 and var reached)
            return Problems.Say(
                ProblemCode.ConfirmationNeeded,
                $"It would ask {reached} users of all accounts to enrol. Then send confirmed: true."
            );
        return await change.Change(call.Caller, _ => after, seen, call.Cancel) switch
        {
            ChangedInstallation.Done done => Answer(call, done.Rule),
            ChangedInstallation.EditedMeanwhile => Problems.Say(ProblemCode.EditedMeanwhile),
            _ => Problems.Say(ProblemCode.OperatorAlone),
        };
    }

    private static IResult Answer(RestCall call, InstallationRule rule)
    {
        Preconditions.Tag(call, TagOf(rule));
        return Results.Json(new InstallationAnswer(rule.CutOff, rule.EverybodyFrom), RestJson.Options);
    }

    // An empty text empties.
    private static bool TryTime(string? typed, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(typed))
            return true;
        var isTime = DateTimeOffset.TryParseExact(
            typed,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var read
        );
        time = read;
        return isTime;
    }

    // It counts no edits: what can be edited is its own version.
    private static string TagOf(InstallationRule rule) =>
        TokenDigest.Of($"{rule.CutOff.ToUnixTimeMilliseconds()}\n{rule.EverybodyFrom?.ToUnixTimeMilliseconds()}")[..20];
}

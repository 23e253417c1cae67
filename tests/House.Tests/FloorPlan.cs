namespace Sallyport.House.Tests;

/// <summary>What <c>floors.txt</c> says.</summary>
internal sealed class FloorPlan
{
    private readonly Dictionary<(string Project, string Folder), (int Floor, int Group)> places = [];
    private readonly List<string> projects = [];

    /// <summary>The highest first.</summary>
    public IReadOnlyList<string> Projects => projects;

    public static FloorPlan Read(IEnumerable<string> lines)
    {
        var plan = new FloorPlan();
        var floor = 0;
        foreach (var line in lines.Where(l => l.Trim().Length > 0 && !l.StartsWith('#')))
        {
            if (!char.IsWhiteSpace(line[0]))
                plan.projects.Add(line.Split(' ')[0]);
            plan.Add(char.IsWhiteSpace(line[0]) ? line : line[plan.projects[^1].Length..], floor++);
        }
        return plan;
    }

    public bool Knows(string project, string folder) => places.ContainsKey((project, folder));

    public bool MayUse(string project, string folder, string used)
    {
        if (folder == used)
            return true;
        var (from, to) = (places[(project, folder)], places[(project, used)]);
        return to.Floor > from.Floor || to == from;
    }

    public bool MayUseProject(string project, string used) => projects.IndexOf(used) > projects.IndexOf(project);

    // Each | begins a new group; folders of one group may use each other.
    private void Add(string line, int floor)
    {
        foreach (var (group, text) in line.Split('|').Index())
        foreach (var folder in text.Split('+', StringSplitOptions.TrimEntries))
            places.Add((projects[^1], folder), (floor, group));
    }
}
